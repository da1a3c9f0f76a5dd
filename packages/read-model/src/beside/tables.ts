import { sql } from 'kysely';
import type { Db } from '../database/database.ts';

/** The tables in the connection's schema, by name. */
export async function tablesOf(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'r'`.execute(db);
  return rows.map(({ name }) => name);
}
