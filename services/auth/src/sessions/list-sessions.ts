import { sql } from 'kysely';
import type { Database } from '../database/tables.ts';
import { sessionsPerUser } from './limits.ts';

export type ListedSession = { id: string; device: string; createdAt: Date; lastSeenAt: Date };

/** The open sessions of a user, last seen first. */
export async function listSessions(db: Database, userId: string): Promise<ListedSession[]> {
  return db
    .selectFrom('auth.sessions')
    .select(['id', 'device', 'created_at as createdAt', 'last_seen_at as lastSeenAt'])
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('last_seen_at', 'desc')
    .orderBy('id', 'desc')
    .limit(sessionsPerUser)
    .execute();
}
