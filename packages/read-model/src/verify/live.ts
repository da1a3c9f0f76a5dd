import { type Cursor, covers, type LogShape, logStreams } from '@messenger/proto';
import { sql } from 'kysely';
import type { Db } from '../database/database.ts';

/** The read model is not one that can be compared: of another log, or emptied meanwhile. */
export class NotComparable extends Error {
  override name = 'NotComparable';
}

/** Where the read model stands. @throws NotComparable when it was made of another log */
export async function readPositions(db: Db, shape: LogShape): Promise<Cursor> {
  const { rows } = await sql<{ stream: string; seq: number; generation: string }>`
    select stream, seq, generation from checkpoint`.execute(db);
  const other = rows.find(({ generation }) => generation !== shape.generation);
  if (other) throw new NotComparable(`the read model is of the log ${other.generation}, this is ${shape.generation}`);
  const found = Object.fromEntries(rows.map(({ stream, seq }) => [stream, seq]));
  return {
    generation: shape.generation,
    streams: Object.fromEntries(logStreams(shape).map((stream) => [stream, found[stream] ?? 0])),
  };
}

/**
 * Reads the served tables as they are at one moment, which is not before what was replayed, without holding up anybody
 * who writes to them.
 * @throws NotComparable when they were emptied meanwhile: a snapshot does not cover that
 */
export async function inSnapshot<T>(
  db: Db,
  shape: LogShape,
  reached: Cursor,
  read: (tx: Db, position: Cursor) => Promise<T>,
): Promise<T> {
  const before = await storageOf(db);
  const result = await db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      const position = await readPositions(tx, shape);
      if (!covers(position, reached)) throw new NotComparable(wentBack);
      return read(tx, position);
    });
  if ((await storageOf(db)) !== before) throw new NotComparable(wentBack);
  return result;
}

const wentBack = 'the read model was emptied meanwhile: verify again';

/** Which file a table lies in: another one once it was emptied. */
async function storageOf(db: Db): Promise<number | undefined> {
  const { rows } = await sql<{ file: number }>`select pg_relation_filenode('chat_event')::int8 as file`.execute(db);
  return rows[0]?.file;
}
