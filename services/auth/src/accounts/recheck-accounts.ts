import { decodeEvent, type EventStore } from '@messenger/event-store';
import type { Logger } from '@messenger/kit';
import { directoryStream } from '@messenger/proto';
import type { Database } from '../database/tables.ts';
import { registeredEventId } from './registered-event.ts';

/** Whoever registered before so many that are there still is there too: a log loses its end, not its middle. */
const enough = 20;

/**
 * Looks whether the log still has the newest accounts where it had them: one that lost its end may not. Those that it
 * has not are marked to be relayed again.
 */
export async function recheckAccounts(db: Database, events: EventStore, log: Logger): Promise<void> {
  const { generation } = events.shape;
  let before: number | undefined;
  let there = 0;
  for (;;) {
    let newest = db.selectFrom('auth.outbox').select(['id', 'user_id as userId', 'seq']);
    if (before !== undefined) newest = newest.where('id', '<', before);
    const rows = await newest.where('generation', '=', generation).orderBy('id', 'desc').limit(enough).execute();
    for (const { id, userId, seq } of rows) {
      before = id;
      const held = await events.at(directoryStream, seq!);
      if (held && decodeEvent(held.subject, held.data).id === registeredEventId(userId)) {
        if (++there === enough) return;
        continue;
      }
      there = 0;
      log.warn({ userId, seq }, 'the log has lost an account: relaying it again');
      await db.updateTable('auth.outbox').set({ seq: null, generation: null }).where('id', '=', id).execute();
    }
    if (rows.length < enough) return;
  }
}
