import { setImmediate as othersFirst } from 'node:timers/promises';
import { backoff, counter, gauge, type Logger, sleep } from '@messenger/kit';
import { type Decoded, decodeEvent } from './decode.ts';
import type { EventStore } from './event-store.ts';
import { createFeed, type Feed } from './feed.ts';
import { LogRewound, StopFollowing } from './follow-errors.ts';
import { measureLag } from './measure-lag.ts';
import { startSpans } from './start-spans.ts';
import type { StoredMessage } from './streams-api.ts';

/** How far a follower has read: the last sequence it took in, and which event that was. */
export type Position = { seq: number; lastEventId: string | undefined };

export type FollowedEvent = StoredMessage & Decoded;

export type FollowOptions = {
  stream: string;
  /** Where to go on from; 'now': after what the stream holds at the call. */
  from: Position | 'start' | 'now';
  /** Who follows, for consumer names, logs and metrics. */
  name: string;
  log: Logger;
  /** What it does with events, as spans are called; `follow` unless said otherwise. */
  doing?: string;
  /** The lease it follows under, where only one may, for operators. */
  lease?: string;
  /** Between two batches of this size whatever else waits gets its turn. */
  maxBatch?: number;
  /** Waits for more after the first event of a batch, as long as pays after a batch of so many; not at all unless given. */
  linger?: (lastBatch: number) => Promise<unknown>;
  /** Strictly in order, one batch at a time. An error is retried with the same batch, but StopFollowing ends it. */
  onBatch: (batch: FollowedEvent[]) => Promise<void> | void;
};

export type Follower = AsyncDisposable & {
  readonly name: string;
  readonly stream: string;
  readonly lease: string | undefined;
  /** The sequence of the last event that was handled. */
  position(): number;
  /** Resolves when everything the stream held at the call has been handled. @throws when the follower ends before */
  caughtUp(): Promise<void>;
  /** Events behind the stream's end. */
  lag(): Promise<number>;
  /** How many events could not be read and were passed by. */
  poisoned(): number;
  /** Rejects when the follower has ended by itself: LogRewound or what the handler stopped it with. */
  readonly failed: Promise<never>;
};

const positionGauge = gauge('follower_position', 'Sequence of the last event handled', ['follower', 'stream']);
const failuresTotal = counter(
  'follower_batch_failures_total',
  'Batches that could not be handled and were tried again',
  ['follower', 'stream'],
);

/**
 * Follows a stream in order from a position, forever: every event once per successful batch, nothing skipped. Events
 * that cannot be read come too, with `poison` set, so that positions stay whole.
 * @throws LogRewound when the log does not hold the event that the position names
 */
export async function follow(store: EventStore, options: FollowOptions): Promise<Follower> {
  const { stream, name, log, doing = 'follow', maxBatch = 500, linger, onBatch } = options;
  let position = await startingPoint(store, stream, options.from);
  let poisoned = 0;
  const stopping = new AbortController();
  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined);
  const disposed = Promise.withResolvers<never>();
  disposed.promise.catch(() => undefined);
  const waiters = new Set<{ seq: number; resolve: () => void }>();

  const decode = (message: StoredMessage): FollowedEvent => {
    const decoded = decodeEvent(message.subject, message.data);
    if (decoded.poison !== undefined) {
      poisoned++;
      store.setAside.tell(name, message, decoded.poison);
    }
    return { ...message, ...decoded };
  };

  const handle = async (batch: FollowedEvent[]): Promise<void> => {
    const delay = backoff({ minMs: 100, maxMs: 5_000 });
    while (!stopping.signal.aborted) {
      const ended = startSpans(doing, batch);
      try {
        await onBatch(batch);
        ended?.('ok');
        position = batch.at(-1)!.seq;
        positionGauge.set({ follower: name, stream }, position);
        for (const waiter of waiters) {
          if (waiter.seq > position) continue;
          waiters.delete(waiter);
          waiter.resolve();
        }
        return;
      } catch (error) {
        ended?.('failed');
        if (error instanceof StopFollowing) throw error;
        failuresTotal.inc({ follower: name, stream });
        log.warn({ err: error, stream, from: batch[0]!.seq }, 'batch failed, trying again');
        await sleep(delay(), stopping.signal);
      }
    }
  };

  const run = async (feed: Feed): Promise<void> => {
    let lastBatch = 0;
    while (!stopping.signal.aborted) {
      const messages = await feed.take(maxBatch, linger && (() => linger(lastBatch)));
      lastBatch = messages.length;
      if (messages.length > 0) await handle(messages.map(decode));
      if (messages.length === maxBatch) await othersFirst();
    }
  };

  const feed = createFeed(store, { stream, after: position, name, log });
  const measured = measureLag(store, { name, stream, position: () => position });
  const running = run(feed).catch((error) => {
    store.followers.delete(follower);
    measured[Symbol.dispose]();
    if (!stopping.signal.aborted) failure.reject(error);
  });

  const follower: Follower = {
    name,
    stream,
    lease: options.lease,
    position: () => position,
    poisoned: () => poisoned,
    failed: failure.promise,
    async caughtUp() {
      const { last } = await Promise.race([store.bounds(stream), failure.promise, disposed.promise]);
      if (position >= last) return;
      const reached = new Promise<void>((resolve) => waiters.add({ seq: last, resolve }));
      await Promise.race([reached, failure.promise, disposed.promise]);
    },
    lag: async () => Math.max(0, (await store.bounds(stream)).last - position),
    async [Symbol.asyncDispose]() {
      store.followers.delete(follower);
      measured[Symbol.dispose]();
      stopping.abort();
      disposed.reject(new StopFollowing(`${name} was stopped`));
      await feed.close();
      await running;
    },
  };
  store.followers.add(follower);
  return follower;
}

async function startingPoint(store: EventStore, stream: string, from: Position | 'start' | 'now'): Promise<number> {
  if (from === 'start') return 0;
  if (from === 'now') return (await store.bounds(stream)).last;
  if (from.seq === 0) return 0;
  const held = await store.at(stream, from.seq);
  if (!held) {
    // A subject limited to its newest message may have dropped this one; a log that ends before it was rewound.
    if ((await store.bounds(stream)).last < from.seq) throw new LogRewound(`${stream} ends before ${from.seq}`);
    return from.seq;
  }
  const { id } = decodeEvent(held.subject, held.data);
  if (from.lastEventId !== undefined && id !== from.lastEventId) {
    throw new LogRewound(`${stream} holds another event at ${from.seq} than was read there`);
  }
  return from.seq;
}
