import type { Handler } from '@messenger/messaging';
import type { authEndpoints } from '@messenger/proto';
import { listSessions } from '../sessions/list-sessions.ts';
import type { Deps } from './deps.ts';

/** R3: the caller's open sessions. */
export function sessions({ db }: Pick<Deps, 'db'>): Handler<typeof authEndpoints.sessions> {
  return async ({ by, currentSessionId }) => ({
    sessions: (await listSessions(db, by)).map(({ id, device, createdAt, lastSeenAt }) => ({
      id,
      current: id === currentSessionId,
      device,
      createdAt: createdAt.toISOString(),
      lastSeenAt: lastSeenAt.toISOString(),
    })),
  });
}
