import type { Handler } from '@messenger/messaging';
import { type authEndpoints, type Refusal, refuse } from '@messenger/proto';
import { accountOfId } from '../accounts/find-account.ts';
import { refreshes, sessionsEnded } from '../metrics.ts';
import { refreshSession } from '../sessions/refresh-session.ts';
import type { Deps } from './deps.ts';
import { tokensReply } from './tokens.ts';

/** R2: a new pair of tokens for a refresh token; one that was rotated before ends its session. */
export function refresh({ db, ended, keyring, relaySoon }: Deps): Handler<typeof authEndpoints.refresh> {
  return async ({ refreshToken, cookie, commandId }, context) => {
    const refreshed = await refreshSession(db, refreshToken, { cookie, commandId });
    refreshes.inc({ outcome: refreshed.outcome });
    if (refreshed.outcome === 'invalid') return invalid();
    const { sessionId } = refreshed;
    if (refreshed.outcome === 'reused') {
      context.log.warn({ sessionId }, 'a rotated refresh token came again: the session has ended');
      sessionsEnded.inc({ reason: 'reuse' });
      relaySoon();
      await ended.announce(sessionId);
      return invalid();
    }
    const account = await accountOfId(db, refreshed.userId);
    if (!account) throw new Error('a session belongs to no account');
    return tokensReply(keyring, account, refreshed);
  };
}

const invalid = (): Refusal => refuse('unauthenticated', 'The session has ended. Log in again.');
