import { gauge } from '@messenger/kit';
import type { EventStore } from './event-store.ts';

const labels = ['follower', 'stream'] as const;
const lagEvents = gauge('follower_lag_events', 'Events that a stream holds and a follower has not handled', labels);
const lagSeconds = gauge('follower_lag_seconds', 'Age of the oldest event that a follower has not handled', labels);

const everyMs = 5_000;

type Measured = { name: string; stream: string; position: () => number };

/**
 * Keeps how far a follower is behind among the metrics, until disposed. While the log cannot be asked, the last figures
 * stay: whether it can is told by others.
 */
export function measureLag(
  store: Pick<EventStore, 'bounds' | 'next'>,
  { name, stream, position }: Measured,
): Disposable {
  const of = { follower: name, stream };
  let disposed = false;
  let measuring = false;
  const measure = async () => {
    if (measuring) return;
    measuring = true;
    try {
      const { last } = await store.bounds(stream);
      const oldest = last > position() ? await store.next(stream, position()) : undefined;
      if (disposed) return;
      // What was handled while it was asked for is no lag any more.
      const behind = oldest !== undefined && oldest.seq > position();
      lagEvents.set(of, behind ? Math.max(0, last - position()) : 0);
      lagSeconds.set(of, behind ? Math.max(0, Date.now() - oldest.storedAt.getTime()) / 1_000 : 0);
    } catch {
      // Asked again at the next turn.
    } finally {
      measuring = false;
    }
  };
  const timer = setInterval(() => void measure(), everyMs);
  timer.unref();
  void measure();
  return {
    [Symbol.dispose]() {
      disposed = true;
      clearInterval(timer);
      lagEvents.remove(of);
      lagSeconds.remove(of);
    },
  };
}
