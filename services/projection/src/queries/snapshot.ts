import type { Cursor, LogShape } from '@messenger/proto';
import { type RawBuilder, sql } from 'kysely';
import { projected } from '../checkpoint/prepare.ts';
import { projectedStreams } from '../checkpoint/streams.ts';
import type { Db } from '../database/database.ts';

/** Rows, and the state of the read model they show. */
export type Snapshot<R> = { position: Cursor; rows: R[] };

type Checkpoints = {
  at_streams: Record<string, number> | null;
  at_serving: boolean | null;
};

/** The read model is being filled for the first time or again: it shows less than it once did. */
export class NotServing extends Error {
  override name = 'NotServing';
}

/** The checkpoints as one row, to be selected beside whatever is read. */
const checkpoints = (shape: LogShape) => sql`
  select json_object_agg(stream, seq) as at_streams,
         bool_and(seq >= serve_from and generation = ${shape.generation}) as at_serving
  from checkpoint`;

/**
 * Runs one select together with the checkpoints: a single statement sees a single snapshot.
 * @throws NotServing
 */
export async function readSnapshot<R>(db: Db, shape: LogShape, select: RawBuilder<R>): Promise<Snapshot<R>> {
  const { rows } = await sql<Checkpoints & R & { at_found: true | null }>`
    select "at".*, found.*
    from (${checkpoints(shape)}) "at" left join (select true as at_found, * from (${select}) rows) found on true
  `.execute(db);
  return {
    position: positionOf(rows[0], shape),
    rows: rows[0]?.at_found ? rows : [],
  };
}

/** Runs several selects that see one and the same state. */
export function inOneSnapshot<T>(db: Db, read: (tx: Db) => Promise<T>): Promise<T> {
  return db
    .transaction()
    .setIsolationLevel('repeatable read')
    .setAccessMode('read only')
    .execute(async (tx) => {
      // Before the snapshot is taken: emptying the tables for a rebuild is not covered by it.
      await sql`lock table ${sql.raw(projected.join(', '))} in access share mode`.execute(tx);
      return read(tx);
    });
}

/** The position alone. @throws NotServing */
export async function readPosition(db: Db, shape: LogShape): Promise<Cursor> {
  const { rows } = await sql<Checkpoints>`${checkpoints(shape)}`.execute(db);
  return positionOf(rows[0], shape);
}

function positionOf(row: Checkpoints | undefined, shape: LogShape): Cursor {
  if (!row?.at_streams || !row.at_serving) throw new NotServing('the read model is being filled');
  const streams: Record<string, number> = {};
  for (const stream of projectedStreams(shape)) streams[stream] = row.at_streams[stream] ?? 0;
  return { generation: shape.generation, streams };
}
