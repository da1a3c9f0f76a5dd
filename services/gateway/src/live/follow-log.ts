import {
  decodeEvent,
  type EventStore,
  type FollowedEvent,
  type Follower,
  follow,
  streamEnds,
} from '@messenger/event-store';
import type { Logger } from '@messenger/kit';
import { type Cursor, isReceiptStream, markOf, withMarks } from '@messenger/proto';

/** Events a follower may be behind before this gateway sends its devices elsewhere. */
export const tooFarBehind = 20_000;

/** Each moves the cursors of a whole chat: some ms of work, for which no message is to wait long. */
const maxReceiptBatch = 2;

/** The log's end as of now: where a gateway begins. */
export async function endOfLog(store: EventStore): Promise<Cursor> {
  const streams = await streamEnds(store);
  const marks = await Promise.all(
    Object.entries(streams).map(async ([stream, last]) => {
      const held = await store.at(stream, last);
      return [stream, held && markOf(decodeEvent(held.subject, held.data).id)] as const;
    }),
  );
  return withMarks({ generation: store.shape.generation, streams }, Object.fromEntries(marks));
}

export type LogFollowers = AsyncDisposable & {
  /** Everything the log held at the call was passed on. */
  caughtUp(): Promise<void>;
  /** The most that any of the streams is behind, in events. */
  lag(): Promise<number>;
  /** Rejects when a follower ends by itself, such as by LogRewound. */
  readonly failed: Promise<never>;
};

/** Follows every stream from `start`, each in order, into `publish`. */
export async function followLog(
  store: EventStore,
  { start, log, publish }: { start: Cursor; log: Logger; publish: (batch: FollowedEvent[]) => void },
): Promise<LogFollowers> {
  await using held = new AsyncDisposableStack();
  const followers: Follower[] = [];
  for (const [stream, seq] of Object.entries(start.streams)) {
    const options = {
      stream,
      from: { seq, lastEventId: undefined },
      name: 'gateway',
      doing: 'push',
      log,
      onBatch: publish,
    };
    const maxBatch = isReceiptStream(stream) ? { maxBatch: maxReceiptBatch } : {};
    followers.push(held.use(await follow(store, { ...options, ...maxBatch })));
  }
  const owned = held.move();
  return {
    caughtUp: async () => void (await Promise.all(followers.map((f) => f.caughtUp()))),
    lag: async () => Math.max(...(await Promise.all(followers.map((f) => f.lag())))),
    failed: Promise.race(followers.map((f) => f.failed)),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
