import { type Kysely, sql } from 'kysely';

/** Null: opened by a release that did not say how; the first refresh says it. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table auth.sessions add column cookie boolean`.execute(db);
}
