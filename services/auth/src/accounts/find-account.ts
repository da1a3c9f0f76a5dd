import type { Database } from '../database/tables.ts';
import { foldUsername } from '../login/fold-username.ts';
import type { Account } from './account.ts';

/** The account of this name, whatever the case. */
export async function accountOfName(db: Database, username: string): Promise<Account | undefined> {
  return accounts(db).where('username_folded', '=', foldUsername(username)).executeTakeFirst();
}

export async function accountOfId(db: Database, id: string): Promise<Account | undefined> {
  return accounts(db).where('id', '=', id).executeTakeFirst();
}

function accounts(db: Database) {
  return db
    .selectFrom('auth.users')
    .select([
      'id',
      'username',
      'password_hash as passwordHash',
      'display_name as displayName',
      'created_at as createdAt',
    ]);
}
