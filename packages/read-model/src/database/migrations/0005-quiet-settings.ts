import { type Kysely, sql } from 'kysely';

/**
 * From the event that last changed what others may see of a user up to the newest, where those since changed own settings
 * alone; else null. A release that does not know it moves `seq` on and leaves it behind: then it says nothing.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table users add column quiet int8range`.execute(db);
}
