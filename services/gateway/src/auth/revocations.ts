import { streamBounds } from '@messenger/event-store';
import { backoff, type Logger, sleep } from '@messenger/kit';
import { type Bus, orderedConsumer } from '@messenger/messaging';
import { buckets, lastIdOf, type SessionId, subjectSpaces } from '@messenger/proto';
import type { ConsumerMessages } from 'nats';

const bucketStream = subjectSpaces.bucketStream(buckets.sessions.name);
/** How often what was seen is compared with the bucket's end, and how often while it is behind. */
const compareMs = 2_000;
const behindMs = 100;
/** Comparisons in a row that find the watch behind, before it is begun anew. */
const patience = 20;
/** How long the watch may be behind before requests are refused. */
const staleMs = 5_000;
/** An access token lives much shorter than this; after it the entry is of no use. */
const keepMs = buckets.sessions.ttlMs;

export type Revocations = AsyncDisposable & {
  has(sessionId: SessionId): boolean;
  /** What is known was complete no more than five seconds ago. */
  fresh(): boolean;
};

/**
 * Watches the bucket into which auth writes each session that ends, before auth answers. Resolves once the watch has
 * caught up; `ended` is called for each session, those of the past included.
 */
export async function watchRevocations(
  bus: Bus,
  { log, ended }: { log: Logger; ended: (sessionId: SessionId) => void },
): Promise<Revocations> {
  const stopping = new AbortController();
  const sessions = new Map<SessionId, number>();
  let seen = 0;
  let behind = 0;
  let freshAt = Number.NEGATIVE_INFINITY;
  let watching: ConsumerMessages | undefined;

  const take = (message: { subject: string; seq: number }) => {
    seen = Math.max(seen, message.seq);
    const sessionId = lastIdOf(message.subject);
    if (!sessionId || sessions.has(sessionId)) return;
    // By a clock that does not jump.
    sessions.set(sessionId, performance.now());
    ended(sessionId);
  };

  const begin = async (): Promise<void> => {
    const consumer = await orderedConsumer(bus, bucketStream, {
      name: 'gateway-sessions',
      description: 'Sessions that end, for a gateway to close their sockets.',
      from: seen + 1,
    });
    watching = await consumer.consume({ max_messages: 500, expires: 5_000, callback: take });
  };

  const end = () => {
    watching?.stop();
    watching = undefined;
    behind = 0;
  };

  const compare = async (): Promise<void> => {
    const bucket = await streamBounds(bus, bucketStream);
    if (bucket.last < seen) {
      log.warn({ seen, last: bucket.last }, 'the bucket of ended sessions was made anew');
      end();
      seen = 0;
    }
    if (!watching) await begin();
    // Entries end in order: while the bucket holds any, it holds the last.
    if (seen >= bucket.last || bucket.messages === 0) {
      freshAt = performance.now();
      behind = 0;
    } else if (++behind > patience) {
      log.warn({ seen, last: bucket.last }, 'the watch on ended sessions is behind, beginning anew');
      end();
    }
  };

  const forgetOld = () => {
    const before = performance.now() - keepMs;
    for (const [sessionId, at] of sessions) if (at < before) sessions.delete(sessionId);
  };

  const first = Promise.withResolvers<void>();
  const run = async (): Promise<void> => {
    const delay = backoff({ minMs: 100, maxMs: 1_000 });
    while (!stopping.signal.aborted) {
      try {
        await compare();
        if (Number.isFinite(freshAt)) first.resolve();
        forgetOld();
        await sleep(behind > 0 ? behindMs : compareMs, stopping.signal);
      } catch (error) {
        log.warn({ err: error }, 'cannot watch ended sessions, trying again');
        end();
        await sleep(delay(), stopping.signal);
      }
    }
  };

  const running = run();
  await first.promise;
  return {
    has: (sessionId) => sessions.has(sessionId),
    fresh: () => performance.now() - freshAt < staleMs,
    async [Symbol.asyncDispose]() {
      stopping.abort();
      end();
      await running;
    },
  };
}
