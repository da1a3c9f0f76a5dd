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
    order by pg_relation_size(t.oid), c.relname`.execute(db);
  const shed = rows.filter(({ name, unique }) => (unique ? impliedUnique.has(name) : !neededForFilling.has(name)));
  for (const { name } of shed) await sql`drop index ${sql.ref(name)}`.execute(db);
  return shed;
}

/** Makes the indexes again, the costliest first, as many at a time as the database has connections for it. */
export async function makeIndexes(db: Db, indexes: Index[], atOnce: number): Promise<void> {
  const waiting = [...indexes].sort((a, b) => Number(isGin(b)) - Number(isGin(a)));
  const work = async () => {
    for (let index = waiting.shift(); index; index = waiting.shift()) await sql.raw(index.definition).execute(db);
  };
  const works = await Promise.allSettled(Array.from({ length: atOnce }, work));
  const failed = works.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

const isGin = ({ definition }: Index) => / using gin /i.test(definition);
