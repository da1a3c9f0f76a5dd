import type { StreamEnds } from '@messenger/event-store';
import type { Logger } from '@messenger/kit';
import type { LogShape } from '@messenger/proto';
import { sql } from 'kysely';
import type { Db } from '../database/database.ts';
import { rebuildsTotal } from '../metrics.ts';
import { readCheckpoint } from './checkpoint.ts';

/** The tables that hold what the log said. */
export const projected = [
  'poison',
  'users',
  'contacts',
  'chats',
  'members',
  'receipts',
  'chat_settings',
  'messages',
  'edits',
  'reactions',
  'attachments',
  'chat_event',
];

/**
 * Makes the checkpoints of all streams, at their start. Where the tables were filled from a log of another generation,
 * they are emptied first: they will be filled again from this one.
 */
export async function prepareCheckpoints(db: Db, shape: LogShape, ends: StreamEnds, log: Logger): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`lock table checkpoint in share row exclusive mode`.execute(tx);
    const { rows } = await sql<{ generation: string }>`
      select generation from checkpoint where generation <> ${shape.generation} limit 1`.execute(tx);
    if (rows[0]) {
      log.error({ held: rows[0].generation, log: shape.generation }, 'the log is another: rebuilding the read model');
      await empty(tx, shape, ends);
    } else {
      await insertMissing(tx, shape, ends);
    }
  });
}

/**
 * Empties the read model for who follows a stream, to be filled again from the start of every stream: the log is not
 * what it was. Where another's follower has noticed it before, nothing: what it emptied is being filled.
 * @throws TakenOver
 */
export async function clearReadModel(
  db: Db,
  shape: LogShape,
  ends: StreamEnds,
  { stream, epoch }: { stream: string; epoch: number },
): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`lock table checkpoint in share row exclusive mode`.execute(tx);
    const { seq, generation } = await readCheckpoint(tx, stream, epoch);
    if (seq > 0 || generation !== shape.generation) await empty(tx, shape, ends);
  });
}

/**
 * The epochs stay, so each follower goes on: its next batch finds the checkpoint moved. Rows of other instances'
 * followers are fenced the same way.
 */
async function empty(tx: Db, shape: LogShape, ends: StreamEnds): Promise<void> {
  rebuildsTotal.inc();
  await sql.raw(`truncate ${projected.join(', ')}`).execute(tx);
  await sql`delete from checkpoint where stream <> all (${Object.keys(ends)})`.execute(tx);
  await sql`
    update checkpoint set seq = 0, last_id = null, generation = ${shape.generation}, serve_from = ends.value::bigint
    from jsonb_each_text(${JSON.stringify(ends)}) as ends where ends.key = stream`.execute(tx);
  await insertMissing(tx, shape, ends);
}

async function insertMissing(tx: Db, shape: LogShape, ends: StreamEnds): Promise<void> {
  await sql`
    insert into checkpoint (stream, seq, last_id, epoch, generation, serve_from)
    select key, 0, null, 0, ${shape.generation}, value::bigint from jsonb_each_text(${JSON.stringify(ends)})
    on conflict (stream) do nothing`.execute(tx);
}
