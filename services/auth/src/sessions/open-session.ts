import { derivedId, newId } from '@messenger/kit';
import { refreshTokenSeconds } from '@messenger/proto';
import { sql, type Transaction } from 'kysely';
import type { Database, Tables } from '../database/tables.ts';
import { firstRefreshToken, newRefreshToken } from '../tokens/refresh-token.ts';
import { sessionsPerUser } from './limits.ts';

export type NewSession = { userId: string; device: string; remember: boolean; cookie?: boolean | undefined };

export type OpenedSession = {
  sessionId: string;
  refreshToken: string;
  /** Some of the user's sessions had to end for it and are not announced yet. */
  crowdedOut: boolean;
};

type Tx = Transaction<Tables>;

export const refreshExpiry = sql<Date>`clock_timestamp() + make_interval(secs => ${sql.lit(refreshTokenSeconds)})`;

/** A command that may come again, and the secret that makes its token the same then. */
export type Repeatable = { commandId: string; secret: Buffer };

/**
 * Opens a session with its first refresh token. The same command again goes on with the session that it opened, and is
 * answered the same token, for as long as nobody has used that. Then, and when the session has ended, it opens another.
 */
export async function openSession(db: Database, session: NewSession, command?: Repeatable): Promise<OpenedSession> {
  return db.transaction().execute(async (tx) => {
    let sessionId = command === undefined ? newId() : derivedId(session.userId, command.commandId, 'session');
    let { token: refreshToken, hash } = command
      ? firstRefreshToken(command.secret, sessionId, command.commandId)
      : newRefreshToken();
    if (!(await insertSession(tx, sessionId, session))) {
      if (await renewFirst(tx, sessionId, hash, session)) return { sessionId, refreshToken, crowdedOut: false };
      sessionId = newId();
      ({ token: refreshToken, hash } = newRefreshToken());
      await insertSession(tx, sessionId, session);
    }
    await tx
      .insertInto('auth.refresh_tokens')
      .values({ hash, session_id: sessionId, expires_at: refreshExpiry, successor: null })
      .execute();
    return { sessionId, refreshToken, crowdedOut: await endCrowd(tx, session.userId, sessionId) };
  });
}

/** False if it is there already. */
async function insertSession(tx: Tx, id: string, { userId, device, remember, cookie }: NewSession): Promise<boolean> {
  const row = await tx
    .insertInto('auth.sessions')
    .values({ id, user_id: userId, device, remember, cookie, expires_at: refreshExpiry })
    .onConflict((conflict) => conflict.doNothing())
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}

/**
 * Has the session's first token be this one, which it is unless another secret made it. False if the session has ended or
 * that token was used. The row of the session is locked as by a refresh.
 */
async function renewFirst(tx: Tx, sessionId: string, hash: Buffer, { cookie }: NewSession): Promise<boolean> {
  await sql`select from auth.sessions where id = ${sessionId} for update`.execute(tx);
  const replaced = await sql`
    update auth.refresh_tokens first set hash = ${hash} from auth.sessions session
     where session.id = ${sessionId} and session.ended_at is null and first.session_id = session.id
       and first.issued_at = session.created_at and first.used_at is null
       and first.expires_at > clock_timestamp()`.execute(tx);
  if ((replaced.numAffectedRows ?? 0n) === 0n) return false;
  // The answer goes out as it is asked for this time.
  if (cookie !== undefined) await tx.updateTable('auth.sessions').set({ cookie }).where('id', '=', sessionId).execute();
  return true;
}

/** Ends what is more than a user may have open. */
async function endCrowd(tx: Tx, userId: string, sessionId: string): Promise<boolean> {
  const crowd = await sql`
    update auth.sessions set ended_at = clock_timestamp()
     where id in (select id from auth.sessions
                   where user_id = ${userId} and ended_at is null and expires_at > now() and id <> ${sessionId}
                   order by last_seen_at desc offset ${sessionsPerUser - 1})`.execute(tx);
  return (crowd.numAffectedRows ?? 0n) > 0n;
}
