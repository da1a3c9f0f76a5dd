import { sql } from 'kysely';
import type { Db } from '../database/database.ts';

/** A table as it is compared: by its primary key, in the columns that the log alone determines. */
export type ComparedTable = { name: string; key: string[]; columns: string[] };

/**
 * Columns that more than the log decides. A stream of receipts keeps only the newest message of a chat, so the sequence
 * at which a cursor came where it is may be known no more; the database's own words in a reason change with it.
 */
const undetermined: Record<string, string[]> = {
  receipts: ['delivered_seq', 'read_seq', 'shown_read_seq', 'seq'],
  poison: ['reason'],
};
const ownTables = new Set(['checkpoint', 'kysely_migration', 'kysely_migration_lock']);

/** Every table of the read model in the connection's schema. */
export async function comparedTables(db: Db): Promise<ComparedTable[]> {
  const { rows } = await sql<ComparedTable>`
    select t.relname as name,
           array(select a.attname::text from pg_attribute a
                 where a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped order by a.attname) as columns,
           array(select a.attname::text from pg_index i join pg_attribute a on a.attrelid = t.oid
                   and a.attnum = any (i.indkey)
                 where i.indrelid = t.oid and i.indisprimary order by a.attname) as key
    from pg_class t
    where t.relnamespace = current_schema()::regnamespace and t.relkind in ('r', 'p')
    order by t.relname`.execute(db);
  return rows
    .filter(({ name }) => !ownTables.has(name))
    .map(({ columns, ...table }) => ({
      ...table,
      columns: columns.filter((column) => !undetermined[table.name]?.includes(column)),
    }));
}
