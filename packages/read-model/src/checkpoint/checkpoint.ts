import type { Position } from '@messenger/event-store';
import { sql } from 'kysely';
import type { Db } from '../database/database.ts';

export type Checkpoint = Position & { stream: string; epoch: number; generation: string };

/** Another instance follows this stream now: what this one does is void. */
export class TakenOver extends Error {
  override name = 'TakenOver';
  constructor(stream: string) {
    super(`${stream} is followed by another instance`);
  }
}

/** The checkpoint is not where it was left: a commit was lost or the tables were cleared. Follow again from it. */
export class CheckpointMoved extends Error {
  override name = 'CheckpointMoved';
  constructor(stream: string) {
    super(`the checkpoint of ${stream} was moved`);
  }
}

/** Begins a new epoch of a stream: whoever followed it before can write no more. */
export async function takeEpoch(db: Db, stream: string): Promise<number> {
  const { rows } = await sql<{ epoch: number }>`
    update checkpoint set epoch = epoch + 1 where stream = ${stream} returning epoch`.execute(db);
  if (!rows[0]) throw new CheckpointMoved(stream);
  return rows[0].epoch;
}

/** Where to go on from. @throws TakenOver when the epoch is another by now */
export async function readCheckpoint(db: Db, stream: string, epoch: number): Promise<Checkpoint> {
  const { rows } = await sql<Omit<Checkpoint, 'lastEventId'> & { lastId: string | null }>`
    select stream, seq, last_id as "lastId", epoch, generation from checkpoint where stream = ${stream}`.execute(db);
  const row = rows[0];
  if (row?.epoch !== epoch) throw new TakenOver(stream);
  const { lastId, ...rest } = row;
  return { ...rest, lastEventId: lastId ?? undefined };
}

export type Move = { stream: string; epoch: number; from: number; to: number; lastId: string | undefined };

/**
 * The first statement of each batch's transaction, which makes it happen exactly once: it takes effect only for the
 * current follower and only from where the last batch ended.
 * @throws TakenOver, CheckpointMoved
 */
export async function moveCheckpoint(tx: Db, { stream, epoch, from, to, lastId }: Move): Promise<void> {
  const { rows } = await sql`
    update checkpoint set seq = ${to}, last_id = ${lastId ?? null}
    where stream = ${stream} and epoch = ${epoch} and seq = ${from} returning 1`.execute(tx);
  if (rows.length > 0) return;
  await readCheckpoint(tx, stream, epoch);
  throw new CheckpointMoved(stream);
}
