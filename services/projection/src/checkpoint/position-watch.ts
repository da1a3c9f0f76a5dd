import { backoff, Pauses, sleep } from '@messenger/kit';
import { type Cursor, covers, type LogShape, logStreams, mergeCursors } from '@messenger/proto';
import { waitingQueries } from '../metrics.ts';

/** How far the read model is, and waiting for it: all waiters share one poll and hold no connection. */
export type PositionWatch = Disposable & {
  known(): Cursor;
  /** Told by a follower in this process, right after its commit. */
  advanced(stream: string, seq: number): void;
  /** What was just read from the database, which is the truth: it may also be less than was known. */
  saw(cursor: Cursor): void;
  /** True once the position is covered; false if that takes longer than `ms`, or too many wait already. */
  until(position: Cursor, ms: number): Promise<boolean>;
  /** Resolves after `ms`, or as soon as somebody waits for more than there is. */
  unlessWaitedFor(ms: number): Promise<void>;
  /** Counts the moves of any stream. */
  moves(): number;
  /** Resolves when there were more moves than that, or after `ms`. */
  movedOn(moves: number, ms: number): Promise<void>;
};

const pollMs = 50;
const maxWaiters = 1_000;

type Waiter = { ready: () => boolean; resolve: (ready: boolean) => void };

/** @param read the checkpoints as the database holds them; polled only while somebody waits */
export function watchPositions(shape: LogShape, read: () => Promise<Cursor>): PositionWatch {
  let known: Cursor = {
    generation: shape.generation,
    streams: Object.fromEntries(logStreams(shape).map((stream) => [stream, 0])),
  };
  let moves = 0;
  let polling = false;
  const waiters = new Set<Waiter>();
  const idle = new Pauses();
  const closed = new AbortController();

  const changed = () => {
    moves++;
    for (const waiter of waiters) if (waiter.ready()) waiter.resolve(true);
  };

  const poll = async () => {
    if (polling) return;
    polling = true;
    const pause = backoff({ minMs: pollMs, maxMs: 1_000 });
    while (waiters.size > 0 && !closed.signal.aborted) {
      try {
        const before = moves;
        const stored = await read();
        // A follower may have gone on while this was read; only what nobody touched may also go back.
        const cursor = moves === before ? stored : mergeCursors(known, stored);
        if (Object.entries(cursor.streams).some(([stream, seq]) => known.streams[stream] !== seq)) {
          known = cursor;
          changed();
        }
        await sleep(pollMs, closed.signal);
      } catch {
        await sleep(pause(), closed.signal);
      }
    }
    polling = false;
  };

  const wait = async (ready: () => boolean, ms: number): Promise<boolean> => {
    if (ready()) return true;
    if (ms <= 0 || waiters.size >= maxWaiters || closed.signal.aborted) return false;
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiter = { ready, resolve };
    const timer = setTimeout(resolve, ms, false);
    waiters.add(waiter);
    idle.endAll();
    waitingQueries.inc();
    void poll();
    const reached = await promise;
    clearTimeout(timer);
    waiters.delete(waiter);
    waitingQueries.dec();
    return reached;
  };

  return {
    known: () => known,
    advanced(stream, seq) {
      known = { ...known, streams: { ...known.streams, [stream]: seq } };
      changed();
    },
    saw(cursor) {
      known = cursor;
    },
    until: (position, ms) => wait(() => covers(known, position), ms),
    async unlessWaitedFor(ms) {
      if (waiters.size === 0) await idle.after(ms);
    },
    moves: () => moves,
    async movedOn(before, ms) {
      await wait(() => moves !== before, ms);
    },
    [Symbol.dispose]() {
      closed.abort();
      for (const waiter of waiters) waiter.resolve(false);
      idle[Symbol.dispose]();
    },
  };
}
