import { sql } from 'kysely';
import type { Database } from '../database/tables.ts';

/**
 * Ends a session of the user's; ending it again changes nothing. From then on it cannot refresh; its access tokens and
 * sockets end when that is announced.
 * @returns false if the user has no such session
 */
export async function endSession(db: Database, userId: string, sessionId: string): Promise<boolean> {
  const row = await db
    .updateTable('auth.sessions')
    .set({ ended_at: sql<Date>`coalesce(ended_at, clock_timestamp())` })
    .where('id', '=', sessionId)
    .where('user_id', '=', userId)
    .returning('id')
    .executeTakeFirst();
  return row !== undefined;
}
