import { passwordFlaw, type Refusal, refuse } from '@messenger/proto';
import type { Account } from '../accounts/account.ts';
import type { HashingSlot } from '../passwords/password-hasher.ts';
import type { Deps } from './deps.ts';

export type Attempt = { username: string; password: string; account: Account | undefined };

/**
 * The one place where a password is compared: counts the attempt first (R4), takes as long for unknown users, clears
 * the count on success.
 * @returns the account if the password is its
 */
export async function checkPassword(
  deps: Pick<Deps, 'db' | 'lock'>,
  slot: HashingSlot,
  attempt: Attempt,
): Promise<Account | Refusal> {
  const outcome = await deps.lock.attempt(attempt.username, () => evaluate(deps, slot, attempt));
  if (typeof outcome !== 'number') return outcome;
  return refuse('rate_limited', 'Too many failed logins. Try again later.', { retryAfter: outcome });
}

async function evaluate(
  { db, lock }: Pick<Deps, 'db' | 'lock'>,
  slot: HashingSlot,
  { username, password, account }: Attempt,
): Promise<Account | Refusal> {
  // bcrypt reads 72 bytes: a longer text must not pass for the password that it begins with.
  const possible = passwordFlaw(password) === undefined ? account : undefined;
  const { matches, rehash } = await slot.verify(password, possible?.passwordHash);
  if (!possible || !matches) return refuse('unauthenticated', 'Wrong username or password.');
  await lock.clear(username);
  if (rehash) {
    await db.updateTable('auth.users').set({ password_hash: rehash }).where('id', '=', possible.id).execute();
  }
  return possible;
}
