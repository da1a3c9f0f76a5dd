import { sql } from 'kysely';
import { checkedSchema, type Db } from '../database/database.ts';

/** The schema that serves was migrated by another version of this program than the one that runs. */
export class OtherVersion extends Error {
  override name = 'OtherVersion';
}

/** @throws OtherVersion unless both schemas were made by the same migrations */
export async function requireSameMigrations(db: Db, schema: string, other: string): Promise<void> {
  const [a, b] = [await migrationsOf(db, schema), await migrationsOf(db, other)];
  if (a.join() === b.join()) return;
  throw new OtherVersion(
    `the read model ${schema} stands at migration ${a.at(-1) ?? '(none)'}, this program at ${b.at(-1) ?? '(none)'}`,
  );
}

async function migrationsOf(db: Db, schema: string): Promise<string[]> {
  const table = `${checkedSchema(schema)}.kysely_migration`;
  const { rows: there } = await sql<{ found: boolean }>`select to_regclass(${table}) is not null as found`.execute(db);
  if (!there[0]?.found) return [];
  const { rows } = await sql<{ name: string }>`select name from ${sql.raw(table)} order by name`.execute(db);
  return rows.map(({ name }) => name);
}
