import { newId } from '@messenger/kit';
import { refreshTokenSeconds } from '@messenger/proto';
import { sql } from 'kysely';
import type { Database } from '../database/open-database.ts';
import { newRefreshToken } from '../tokens/refresh-token.ts';
import { sessionsPerUser } from './limits.ts';

export type OpenedSession = {
  sessionId: string;
  refreshToken: string;
  /** Some of the user's sessions had to end for it and are not announced yet. */
  crowdedOut: boolean;
};

export const refreshExpiry = sql<Date>`clock_timestamp() + make_interval(secs => ${sql.lit(refreshTokenSeconds)})`;

/** Opens a session with its first refresh token. */
export async function openSession(
  db: Database,
  { userId, device, remember }: { userId: string; device: string; remember: boolean },
): Promise<OpenedSession> {
  const sessionId = newId();
  const { token, hash } = newRefreshToken();
  return db.transaction().execute(async (tx) => {
    await tx
      .insertInto('auth.sessions')
      .values({ id: sessionId, user_id: userId, device, remember, expires_at: refreshExpiry })
      .execute();
    await tx
      .insertInto('auth.refresh_tokens')
      .values({ hash, session_id: sessionId, expires_at: refreshExpiry, successor: null })
      .execute();
    const crowd = await sql`
      update auth.sessions set ended_at = clock_timestamp()
       where id in (select id from auth.sessions
                     where user_id = ${userId} and ended_at is null and expires_at > now() and id <> ${sessionId}
                     order by last_seen_at desc offset ${sessionsPerUser - 1})`.execute(tx);
    return { sessionId, refreshToken: token, crowdedOut: (crowd.numAffectedRows ?? 0n) > 0n };
  });
}
