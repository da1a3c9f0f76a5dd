import type { Database } from '../database/tables.ts';
import { foldUsername } from '../login/fold-username.ts';
import type { Account } from './account.ts';
import { registeredEvent } from './registered-event.ts';

export type NewAccount = Omit<Account, 'createdAt'> & {
  /** Request id and trace, to travel with the event. */
  headers: Record<string, string>;
};

/**
 * Writes the user and its event to be relayed, in one transaction.
 * @returns undefined if the id or the name, whatever the case, is there already: then nothing was written
 */
export async function createAccount(db: Database, { headers, ...user }: NewAccount): Promise<Account | undefined> {
  const account: Account = { ...user, createdAt: new Date() };
  const event = JSON.stringify(registeredEvent(account));
  return db.transaction().execute(async (tx) => {
    const made = await tx
      .insertInto('auth.users')
      .values({
        id: account.id,
        username: account.username,
        username_folded: foldUsername(account.username),
        password_hash: account.passwordHash,
        display_name: account.displayName,
        created_at: account.createdAt,
      })
      .onConflict((conflict) => conflict.doNothing())
      .returning('id')
      .executeTakeFirst();
    if (!made) return undefined;
    await tx
      .insertInto('auth.outbox')
      .values({ user_id: account.id, event, headers: JSON.stringify(headers) })
      .execute();
    return account;
  });
}
