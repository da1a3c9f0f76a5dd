import { sql } from 'kysely';
import type { Db } from '../database/database.ts';

/** The names of the tables in the connection's schema, the biggest first. */
export async function tablesOf(db: Db): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select relname as name from pg_class
    where relnamespace = current_schema()::regnamespace and relkind = 'r'
    order by pg_table_size(oid) desc, relname`.execute(db);
  return rows.map(({ name }) => name);
}
