import type { FollowedEvent } from '@messenger/event-store';
import type { Logger } from '@messenger/kit';
import { isId } from '@messenger/proto';
import { moveCheckpoint } from '../checkpoint/checkpoint.ts';
import type { Db } from '../database/database.ts';
import { isRefusedData } from '../database/errors.ts';
import { batchEvents, batchSeconds } from '../metrics.ts';
import { projections } from '../projections/index.ts';
import { setAside } from '../projections/poison.ts';
import type { Write } from '../projections/projection.ts';

/** Who writes, and after which sequence. */
export type Target = { stream: string; epoch: number; from: number };

/** An event whose rows cannot even be made. */
class Unprojectable extends Error {
  override name = 'Unprojectable';
}

/**
 * Takes a batch in, exactly once. When its data is refused, event by event, so that only the culprit is set aside.
 * @param committed told after each commit how far the read model is now
 * @throws TakenOver, CheckpointMoved, and what the database says when it is not able
 */
export async function applyBatch(
  db: Db,
  target: Target,
  batch: FollowedEvent[],
  committed: (seq: number) => void,
  log: Logger,
): Promise<void> {
  try {
    await applyAtOnce(db, target, batch);
    committed(batch.at(-1)!.seq);
  } catch (error) {
    if (!isRefused(error)) throw error;
    log.warn({ err: error, stream: target.stream, from: target.from }, 'batch refused, going event by event');
    await applyOneByOne(db, target, batch, committed, log);
  }
}

const isRefused = (error: unknown): error is Error => error instanceof Unprojectable || isRefusedData(error);

async function applyOneByOne(
  db: Db,
  { stream, epoch, from }: Target,
  batch: FollowedEvent[],
  committed: (seq: number) => void,
  log: Logger,
): Promise<void> {
  let reached = from;
  for (const event of batch) {
    const target = { stream, epoch, from: reached };
    try {
      await applyAtOnce(db, target, [event]);
    } catch (error) {
      if (!isRefused(error)) throw error;
      log.error({ err: error, stream, seq: event.seq, subject: event.subject }, 'poison event set aside');
      await write(db, target, [event], [setAside([event], error.message)]);
    }
    reached = event.seq;
    committed(reached);
  }
}

async function applyAtOnce(db: Db, target: Target, batch: FollowedEvent[]): Promise<void> {
  const done = batchSeconds.startTimer({ stream: target.stream });
  await write(db, target, batch, prepare(batch));
  done();
  batchEvents.observe({ stream: target.stream }, batch.length);
}

function prepare(batch: FollowedEvent[]): (Write | undefined)[] {
  try {
    return projections.map((project) => project(batch));
  } catch (cause) {
    throw new Unprojectable(cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

async function write(db: Db, target: Target, batch: FollowedEvent[], writes: (Write | undefined)[]): Promise<void> {
  const { seq, id } = batch.at(-1)!;
  await db.transaction().execute(async (tx) => {
    await moveCheckpoint(tx, { ...target, to: seq, lastId: isId(id) ? id : undefined });
    for (const apply of writes) await apply?.(tx);
  });
}
