import { type EventStore, follow, LogRewound, StopFollowing, streamEnds } from '@messenger/event-store';
import { aborted, backoff, type Logger, sleep } from '@messenger/kit';
import { holdLease } from '@messenger/messaging';
import { applyBatch, clearReadModel, type Db, readCheckpoint, TakenOver, takeEpoch } from '@messenger/read-model';
import type { PositionWatch } from '../checkpoint/position-watch.ts';
import { createLinger } from './linger.ts';
import { LogReplaced, requireSameLog } from './log-identity.ts';
import { watchCheckpoint } from './watch.ts';

export type ProjectorDeps = {
  events: EventStore;
  /** The writing connections. */
  db: Db;
  positions: PositionWatch;
  /** This process, among those that compete for the stream. */
  instanceId: string;
  log: Logger;
};

/** Takes one stream into the read model, whenever this instance holds the stream's lease. */
export type Projector = AsyncDisposable & {
  readonly stream: string;
  /** Rejects when this process can be of no more use: the log was replaced under it. */
  readonly failed: Promise<never>;
};

const maxBatch = 500;
const leaseOf = (stream: string) => `projection.${stream}`;

/** Begins to compete for the stream at once; disposing waits for the batch in work, then gives the lease up. */
export function startProjector(stream: string, deps: ProjectorDeps): Projector {
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined);
  const log = deps.log.child({ stream });
  const lease = holdLease(deps.events.bus, {
    name: leaseOf(stream),
    instanceId: deps.instanceId,
    log,
    run: async (signal) => {
      try {
        await lead(stream, { ...deps, log }, signal);
      } catch (error) {
        failure.reject(error);
        throw error;
      }
    },
  });
  return { stream, failed: failure.promise, [Symbol.asyncDispose]: () => lease[Symbol.asyncDispose]() };
}

/** Follows until the signal aborts or another took over; whatever else goes wrong is tried again, for ever. */
async function lead(stream: string, deps: ProjectorDeps, signal: AbortSignal): Promise<void> {
  const { db, log } = deps;
  let epoch: number | undefined;
  let pause = backoff({ minMs: 100, maxMs: 5_000 });
  while (!signal.aborted) {
    try {
      epoch ??= await takeEpoch(db, stream);
      await followFromCheckpoint(stream, epoch, deps, signal, () => {
        pause = backoff({ minMs: 100, maxMs: 5_000 });
      });
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof TakenOver) return log.warn(error.message);
      if (error instanceof LogRewound && epoch !== undefined) {
        await rebuild(error, { stream, epoch }, deps);
      } else {
        log.warn({ err: error }, 'following was interrupted, going on from the checkpoint');
      }
      await sleep(pause(), signal);
    }
  }
}

async function followFromCheckpoint(
  stream: string,
  epoch: number,
  { db, events, positions, log }: ProjectorDeps,
  signal: AbortSignal,
  progressed: () => void,
): Promise<void> {
  const checkpoint = await readCheckpoint(db, stream, epoch);
  if (checkpoint.generation !== events.shape.generation) {
    throw new LogRewound(`the read model was made of log ${checkpoint.generation}`);
  }
  let from = checkpoint.seq;
  const lingerAfter = createLinger();
  log.info({ epoch, seq: from }, 'following');
  await using follower = await follow(events, {
    stream,
    from: from === 0 ? 'start' : checkpoint,
    name: 'projection',
    doing: 'project',
    lease: leaseOf(stream),
    log,
    maxBatch,
    linger: (lastBatch) => positions.unlessWaitedFor(lingerAfter(lastBatch)),
    onBatch: async (batch) => {
      if (signal.aborted) throw new StopFollowing('the lease is over');
      try {
        await applyBatch(
          db,
          { stream, epoch, from },
          batch,
          (seq) => {
            from = seq;
            positions.advanced(stream, seq);
            progressed();
          },
          log,
        );
      } catch (cause) {
        // What of the batch was committed, only the checkpoint knows.
        throw new StopFollowing('a batch failed', { cause });
      }
    },
  });
  const over = new AbortController();
  try {
    await Promise.race([
      follower.failed,
      aborted(signal),
      watchCheckpoint(db, stream, epoch, () => from, progressed, over.signal),
    ]);
  } catch (error) {
    throw error instanceof StopFollowing && error.cause ? error.cause : error;
  } finally {
    over.abort();
  }
}

/**
 * The log lost what the read model was made of: empties it, so that all streams are followed from their start.
 * @throws LogReplaced; any other trouble is only logged, since the next attempt finds the same log
 */
async function rebuild(
  reason: LogRewound,
  by: { stream: string; epoch: number },
  { db, events, log }: ProjectorDeps,
): Promise<void> {
  log.error({ err: reason }, 'the log is not what it was: rebuilding the read model');
  try {
    await requireSameLog(events, by.stream);
    await clearReadModel(db, events.shape, await streamEnds(events), by);
  } catch (error) {
    if (error instanceof LogReplaced) throw error;
    log.error({ err: error }, 'the rebuild could not begin');
  }
}
