import type { Link } from '../connection/link.ts';
import type { ConnectionState } from '../types.ts';

/** What the user is told of the connection. A first, short wait is no news: it looks like connecting. */
export function connectionState(link: Link, waiting: number, now: number): ConnectionState {
  switch (link.phase) {
    case 'idle':
      return { state: 'idle', waiting };
    case 'live':
      return { state: 'online', waiting };
    case 'waiting':
      if (link.attempt === 0 && link.ms < 2_000) return { state: 'connecting', waiting };
      return { state: 'offline', waiting, retryAt: now + link.ms };
    default:
      return { state: 'connecting', waiting };
  }
}
