import type { Handler } from '@messenger/messaging';
import { type authEndpoints, notFound } from '@messenger/proto';
import { sessionsEnded } from '../metrics.ts';
import { endSession as end } from '../sessions/end-session.ts';
import type { Deps } from './deps.ts';

/** R3: ends a session of the caller's, answering once the gateways are told; harmless to repeat until they are. */
export function endSession({ db, ended, relaySoon }: Deps): Handler<typeof authEndpoints.endSession> {
  return async ({ by, sessionId }) => {
    const isNew = await end(db, by, sessionId);
    if (isNew === undefined) return notFound();
    if (isNew) sessionsEnded.inc({ reason: 'logout' });
    try {
      await ended.announce(sessionId);
    } catch (error) {
      relaySoon();
      throw error;
    }
    return {};
  };
}
