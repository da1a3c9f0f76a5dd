import type { Link } from '../connection/link.ts';
import type { ConnectionState } from '../types.ts';

type Shown = Pick<ConnectionState, 'waiting' | 'notKept' | 'via'>;

/** What the user is told of the connection. A first, short wait is no news: it looks like connecting. */
export function connectionState(link: Link, shown: Shown, now: number): ConnectionState {
  switch (link.phase) {
    case 'idle':
      return { state: 'idle', ...shown };
    case 'live':
      return { state: 'online', ...shown };
    case 'waiting':
      if (link.attempt === 0 && link.ms < 2_000) return { state: 'connecting', ...shown };
      return { state: 'offline', ...shown, retryAt: now + link.ms };
    default:
      return { state: 'connecting', ...shown };
  }
}
