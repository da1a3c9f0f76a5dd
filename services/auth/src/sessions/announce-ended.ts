import { within } from '@messenger/kit';
import { type Bus, Disconnected } from '@messenger/messaging';
import { buckets, imageTokenSeconds } from '@messenger/proto';
import { sql } from 'kysely';
import type { Database } from '../database/tables.ts';
import { Unavailable } from '../unavailable.ts';

const putMs = 2_500;
const batch = 200;
/** Longer than any token; one for images lives longest. */
const tokensLiveSeconds = imageTokenSeconds + 5 * 60;

export type EndedSessions = {
  /** Tells the gateways that a session ended, if they were not told. @throws Unavailable: not known whether they were */
  announce(sessionId: string): Promise<void>;
  /** Tells of all that ended without anyone being told, because NATS was away or this process died. @throws Unavailable */
  announceAll(signal: AbortSignal): Promise<void>;
  /** Has all be told again that a token may still be of: the bucket may have lost its end. */
  recheck(): Promise<void>;
};

/** What is in the bucket: whose session, and since when it is no more. */
export type EndedSession = { userId: string; endedAt: string };

/**
 * The bucket `sessions`, which every gateway watches: an entry there closes the session's sockets and refuses its
 * access tokens, which live a shorter time than the entry.
 */
export function endedSessions(db: Database, bus: Bus): EndedSessions {
  const put = async (sessionId: string, ended: EndedSession) => {
    if (!bus.healthy()) throw new Disconnected(buckets.sessions.name);
    const bucket = await bus.nc.jetstream().views.kv(buckets.sessions.name, { bindOnly: true });
    await bucket.put(sessionId, JSON.stringify(ended));
  };
  const announceAll = async (rows: { id: string; userId: string; endedAt: Date }[], signal?: AbortSignal) => {
    for (const { id, userId, endedAt } of rows) {
      if (signal?.aborted) return;
      try {
        await within(putMs, put(id, { userId, endedAt: endedAt.toISOString() }), 'put into the bucket of sessions');
      } catch (error) {
        throw new Unavailable('the bucket of sessions', { cause: error });
      }
      await db
        .updateTable('auth.sessions')
        .set({ announced_at: sql<Date>`clock_timestamp()` })
        .where('id', '=', id)
        .execute();
    }
  };
  const unannounced = db
    .selectFrom('auth.sessions')
    .select(['id', 'user_id as userId', sql<Date>`ended_at`.as('endedAt')])
    .where('ended_at', 'is not', null)
    .where('announced_at', 'is', null);

  return {
    async recheck() {
      await db
        .updateTable('auth.sessions')
        .set({ announced_at: null })
        .where('ended_at', '>', sql<Date>`clock_timestamp() - make_interval(secs => ${tokensLiveSeconds})`)
        .execute();
    },
    announce: async (sessionId) => announceAll(await unannounced.where('id', '=', sessionId).execute()),
    async announceAll(signal) {
      for (;;) {
        const rows = await unannounced.orderBy('ended_at').limit(batch).execute();
        await announceAll(rows, signal);
        if (rows.length < batch || signal.aborted) return;
      }
    },
  };
}
