import type { FollowedEvent } from '@messenger/event-store';
import type { Logger } from '@messenger/kit';
import { isRefusedData } from '@messenger/kit/postgres';
import { isId } from '@messenger/proto';
import { moveCheckpoint } from '../checkpoint/checkpoint.ts';
import type { Db } from '../database/database.ts';
import { batchEvents, batchSeconds } from '../metrics.ts';
import { projections } from '../projections/index.ts';
import { setAside } from '../projections/poison.ts';
import type { Write } from '../projections/projection.ts';

/** Who writes, and after which sequence. */
export type Target = { stream: string; epoch: number; from: number };

/** Events with the statements that they come to, made without any I/O; or why they cannot be made. */
export type PreparedBatch = { events: FollowedEvent[]; writes: (Write | undefined)[] | Unprojectable };

/** An event whose rows cannot even be made. */
class Unprojectable extends Error {
  override name = 'Unprojectable';
}

/**
 * The part of taking a batch in that needs no database.
 * @param pause waited for time and again, where there is something else to do meanwhile
 */
export async function prepareBatch(events: FollowedEvent[], pause?: () => Promise<void>): Promise<PreparedBatch> {
  try {
    const writes: (Write | undefined)[] = [];
    for (const project of projections) {
      writes.push(project(events));
      await pause?.();
    }
    return { events, writes };
  } catch (cause) {
    return { events, writes: new Unprojectable(cause instanceof Error ? cause.message : String(cause), { cause }) };
  }
}

/**
 * Takes a batch in, exactly once. When its data is refused, by halves, so that only the culprits are set aside.
 * @param committed told after each commit how far the read model is now
 * @throws TakenOver, CheckpointMoved, and what the database says when it is not able
 */
export async function applyBatch(
  db: Db,
  target: Target,
  batch: FollowedEvent[] | PreparedBatch,
  committed: (seq: number) => void,
  log: Logger,
): Promise<void> {
  const prepared = Array.isArray(batch) ? await prepareBatch(batch) : batch;
  const { events, writes } = prepared;
  const { stream, from } = target;
  const last = events.at(-1)!;
  try {
    if (writes instanceof Unprojectable) throw writes;
    await applyAtOnce(db, target, events, writes);
    committed(last.seq);
  } catch (error) {
    if (!(error instanceof Unprojectable) && !isRefusedData(error)) throw error;
    if (events.length === 1) {
      const { seq, subject, requestId } = last;
      log.error({ err: error, stream, seq, subject, requestId: requestId?.() }, 'poison event set aside');
      await write(db, target, last, [setAside(events, (error as Error).message)]);
      committed(last.seq);
      return;
    }
    log.warn({ err: error, stream, from, events: events.length }, 'batch refused, taking it in by halves');
    const middle = events.length >> 1;
    await applyBatch(db, target, events.slice(0, middle), committed, log);
    const reached = events[middle - 1]!.seq;
    await applyBatch(db, { ...target, from: reached }, events.slice(middle), committed, log);
  }
}

async function applyAtOnce(
  db: Db,
  target: Target,
  events: FollowedEvent[],
  writes: (Write | undefined)[],
): Promise<void> {
  const done = batchSeconds.startTimer({ stream: target.stream });
  await write(db, target, events.at(-1)!, writes);
  done();
  batchEvents.observe({ stream: target.stream }, events.length);
}

async function write(db: Db, target: Target, last: FollowedEvent, writes: (Write | undefined)[]): Promise<void> {
  const { seq, id } = last;
  await db.transaction().execute(async (tx) => {
    await moveCheckpoint(tx, { ...target, to: seq, lastId: isId(id) ? id : undefined });
    for (const apply of writes) await apply?.(tx);
  });
}
