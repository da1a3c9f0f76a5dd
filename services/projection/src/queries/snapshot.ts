import { type Cursor, type LogShape, logStreams, markOf, withMarks } from '@messenger/proto';
import { type Db, projected } from '@messenger/read-model';
import { type RawBuilder, sql } from 'kysely';

/** Rows, and the state of the read model they show. */
export type Snapshot<R> = { position: Cursor; rows: R[] };

type Checkpoints = {
  at_streams: Record<string, number> | null;
  at_ids: Record<string, string | null> | null;
  at_serving: boolean | null;
};

/** The read model is being filled for the first time or again: it shows less than it once did. */
export class NotServing extends Error {
  override name = 'NotServing';
}

/** The checkpoints as one row, to be selected beside whatever is read. */
const checkpoints = (shape: LogShape) => sql`
  select json_object_agg(stream, seq) as at_streams, json_object_agg(stream, last_id) as at_ids,
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
      // Before the snapshot is taken, which does not cover that the tables are emptied. Those of the same name may be
      // replaced by others: `checkpoint` is locked first by whoever reads, and for that.
      await sql`lock table ${sql.raw(['checkpoint', ...projected].join(', '))} in access share mode`.execute(tx);
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
  const marks: Record<string, string | undefined> = {};
  for (const stream of logStreams(shape)) {
    streams[stream] = row.at_streams[stream] ?? 0;
    marks[stream] = markOf(row.at_ids?.[stream] ?? undefined);
  }
  return withMarks({ generation: shape.generation, streams }, marks);
}
