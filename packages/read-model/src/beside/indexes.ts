import { sql } from 'kysely';
import type { Db } from '../database/database.ts';

/** An index as a statement that makes it. */
export type Index = { name: string; table: string; definition: string };

/** Not unique, yet looked up while batches are written; unique, yet implied by the order of a stream. */
const neededForFilling = new Set(['messages_of_sender', 'attachments_of_message']);
const impliedUnique = new Set(['chat_event_by_seq']);

/**
 * Drops the indexes that only queries use: made at once from full tables, they cost a fraction. Those that refuse what
 * is poison stay, so that the same events are refused as ever.
 */
export async function shedIndexes(db: Db): Promise<Index[]> {
  const { rows } = await sql<Index & { unique: boolean }>`
    select c.relname as name, t.relname as "table", pg_get_indexdef(i.indexrelid) as definition,
           i.indisunique as unique
    from pg_index i
    join pg_class c on c.oid = i.indexrelid
    join pg_class t on t.oid = i.indrelid
    where c.relnamespace = current_schema()::regnamespace
    order by c.relname`.execute(db);
  const shed = rows.filter(({ name, unique }) => (unique ? impliedUnique.has(name) : !neededForFilling.has(name)));
  for (const { name } of shed) await sql`drop index ${sql.ref(name)}`.execute(db);
  return shed;
}
