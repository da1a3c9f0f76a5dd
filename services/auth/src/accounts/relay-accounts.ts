import type { EventStore } from '@messenger/event-store';
import type { Logger } from '@messenger/kit';
import type { Database } from '../database/tables.ts';
import { logAccount, SubjectTaken } from './log-account.ts';

const batch = 100;

/**
 * Brings the accounts into the log whose registration could not: one by one, in the order they were made.
 * @throws Unavailable at the first that cannot be brought there now
 */
export async function relayAccounts(
  db: Database,
  events: EventStore,
  { log, signal }: { log: Logger; signal: AbortSignal },
): Promise<void> {
  for (;;) {
    const rows = await db
      .selectFrom('auth.outbox')
      .select('user_id')
      .where('seq', 'is', null)
      .where('failed', 'is', null)
      .orderBy('id')
      .limit(batch)
      .execute();
    for (const { user_id: userId } of rows) {
      if (signal.aborted) return;
      try {
        await logAccount(db, events, userId);
        log.info({ userId }, 'a registration reached the log late');
      } catch (error) {
        if (!(error instanceof SubjectTaken)) throw error;
        log.error({ userId }, 'the subject of a new user holds another event; the account stays unusable');
      }
    }
    if (rows.length < batch) return;
  }
}
