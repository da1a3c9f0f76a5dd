import type { Database } from '../database/tables.ts';
import { pendingAccounts } from '../metrics.ts';

/** Counts the accounts whose event is not in the log yet; those too that are not tried any more. */
export async function countPending(db: Database): Promise<void> {
  const { pending } = await db
    .selectFrom('auth.outbox')
    .select(({ fn }) => fn.countAll<number>().as('pending'))
    .where('seq', 'is', null)
    .executeTakeFirstOrThrow();
  pendingAccounts.set(pending);
}
