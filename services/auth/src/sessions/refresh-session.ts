import { sql, type Transaction } from 'kysely';
import type { Database, Tables } from '../database/tables.ts';
import { hashRefreshToken, newRefreshToken, nextRefreshToken, type RefreshToken } from '../tokens/refresh-token.ts';
import { cookieGraceSeconds } from './limits.ts';
import { refreshExpiry } from './open-session.ts';

export type Refreshed =
  | {
      outcome: 'rotated' | 'repeated' | 'replaced';
      userId: string;
      sessionId: string;
      remember: boolean;
      refreshToken: string;
    }
  /** A rotated token came again: the session has ended, and is to be announced. */
  | { outcome: 'reused'; sessionId: string }
  | { outcome: 'invalid' };

type Tx = Transaction<Tables>;
type Session = { id: string; userId: string; remember: boolean; cookie: boolean };

/**
 * Rotates a refresh token. Each session has one unused token; one that was used already ends the session, unless the
 * session's are cookies, it was first used less than 30 s ago and its successor is unused: then that is replaced (two
 * tabs at once, or an answer that was lost). With the id of the command that used it, it is that command again, and no
 * theft. None of this for a token that comes the other way than the session was opened. The row of the session is locked
 * first, so that of two at once one comes after the other.
 */
export async function refreshSession(
  db: Database,
  token: string,
  { cookie, commandId }: { cookie: boolean; commandId?: string | undefined },
): Promise<Refreshed> {
  const hash = hashRefreshToken(token);
  const next = commandId === undefined ? undefined : nextRefreshToken(token, commandId);
  return db.transaction().execute(async (tx): Promise<Refreshed> => {
    const locked = await lockSession(tx, hash);
    const presented = locked && (await tokenOf(tx, hash));
    if (!locked || !presented?.current) return { outcome: 'invalid' };
    // Of one that an older release opened, the first refresh says which way.
    const session = { ...locked, cookie: locked.cookie ?? cookie };
    const isOther = session.cookie !== cookie;
    if (!presented.used) {
      if (isOther) return { outcome: 'invalid' };
      return { outcome: 'rotated', ...(await rotate(tx, session, hash, next)) };
    }
    const successor = presented.successor && (await tokenOf(tx, presented.successor));
    if (!isOther && next && presented.successor && next.hash.equals(presented.successor)) {
      return successor?.used ? { outcome: 'invalid' } : { outcome: 'repeated', ...granted(session, next) };
    }
    if (!isOther && cookie && presented.recentlyUsed && presented.successor && successor && !successor.used) {
      return { outcome: 'replaced', ...(await replace(tx, session, presented.successor)) };
    }
    await tx
      .updateTable('auth.sessions')
      .set({ ended_at: sql<Date>`clock_timestamp()` })
      .where('id', '=', session.id)
      .execute();
    return { outcome: 'reused', sessionId: session.id };
  });
}

/** The open session of a token, locked until the end of the transaction. */
async function lockSession(tx: Tx, hash: Buffer) {
  return tx
    .selectFrom('auth.sessions')
    .select(['id', 'user_id as userId', 'remember', 'cookie'])
    .where('id', '=', (eb) => eb.selectFrom('auth.refresh_tokens').select('session_id').where('hash', '=', hash))
    .where('ended_at', 'is', null)
    .forUpdate()
    .executeTakeFirst();
}

async function tokenOf(tx: Tx, hash: Buffer) {
  return tx
    .selectFrom('auth.refresh_tokens')
    .select([
      'successor',
      sql<boolean>`used_at is not null`.as('used'),
      sql<boolean>`used_at > clock_timestamp() - make_interval(secs => ${sql.lit(cookieGraceSeconds)})`.as(
        'recentlyUsed',
      ),
      sql<boolean>`expires_at > clock_timestamp()`.as('current'),
    ])
    .where('hash', '=', hash)
    .executeTakeFirst();
}

/** Retires the session's unused token for a new one. */
async function rotate(tx: Tx, session: Session, unused: Buffer, next = newRefreshToken()) {
  const { hash } = next;
  await tx
    .updateTable('auth.refresh_tokens')
    .set({ used_at: sql<Date>`clock_timestamp()`, successor: hash })
    .where('hash', '=', unused)
    .execute();
  await tx
    .insertInto('auth.refresh_tokens')
    .values({ hash, session_id: session.id, expires_at: refreshExpiry, successor: null })
    .execute();
  await tx
    .updateTable('auth.sessions')
    .set({ last_seen_at: sql<Date>`clock_timestamp()`, expires_at: refreshExpiry, cookie: session.cookie })
    .where('id', '=', session.id)
    .execute();
  return granted(session, next);
}

const granted = ({ id, userId, remember }: Session, { token }: RefreshToken) => ({
  userId,
  sessionId: id,
  remember,
  refreshToken: token,
});

/** As `rotate`, for a token that nobody used: those that led to it lead to the new one. */
async function replace(tx: Tx, session: Session, unused: Buffer) {
  const tokens = await rotate(tx, session, unused);
  await tx
    .updateTable('auth.refresh_tokens')
    .set({ successor: hashRefreshToken(tokens.refreshToken) })
    .where('session_id', '=', session.id)
    .where('successor', '=', unused)
    .execute();
  return tokens;
}
