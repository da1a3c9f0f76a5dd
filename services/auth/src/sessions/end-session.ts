import { sql } from 'kysely';
import type { Database } from '../database/tables.ts';

/**
 * Ends a session of the user's; ending it again writes nothing. From then on it cannot refresh; its access tokens and
 * sockets end when that is announced.
 * @returns whether it had not ended before; undefined if the user has no such session
 */
export async function endSession(db: Database, userId: string, sessionId: string): Promise<boolean | undefined> {
  const { numUpdatedRows } = await db
    .updateTable('auth.sessions')
    .set({ ended_at: sql<Date>`clock_timestamp()` })
    .where('id', '=', sessionId)
    .where('user_id', '=', userId)
    .where('ended_at', 'is', null)
    .executeTakeFirst();
  if (numUpdatedRows > 0n) return true;
  const ended = await db
    .selectFrom('auth.sessions')
    .select('id')
    .where('id', '=', sessionId)
    .where('user_id', '=', userId)
    .executeTakeFirst();
  return ended ? false : undefined;
}
