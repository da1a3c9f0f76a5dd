import type pg from 'pg';
import { createFile } from './files.ts';
import { type Manifest, type StoredFile, type StoredTable, tableFile } from './format.ts';
import { savedTables, schemas } from './tables.ts';

const page = 1_000;

/** All tables as of one moment, a row a line, as JSON that Postgres writes and reads again. */
export async function saveTables(
  client: pg.Client,
  dir: string,
): Promise<Pick<Manifest, 'tables' | 'migrations' | 'files'>> {
  await client.query('begin isolation level repeatable read read only');
  try {
    const migrations = await migrationsOf(client);
    const saved: { table: StoredTable; file: StoredFile }[] = [];
    for (const name of savedTables) saved.push(await saveTable(client, dir, name));
    return { migrations, tables: saved.map(({ table }) => table), files: saved.map(({ file }) => file) };
  } finally {
    await client.query('rollback');
  }
}

async function saveTable(
  client: pg.Client,
  dir: string,
  name: string,
): Promise<{ table: StoredTable; file: StoredFile }> {
  const columns = await columnsOf(client, name);
  await using file = await createFile(dir, tableFile(name));
  let rows = 0;
  await client.query(`declare saved no scroll cursor for select row_to_json(t)::text as line from ${name} t`);
  for (;;) {
    const { rows: found } = await client.query<{ line: string }>(`fetch ${page} from saved`);
    for (const { line } of found) await file.write(`${line}\n`);
    rows += found.length;
    if (found.length < page) break;
  }
  await client.query('close saved');
  return { table: { name, columns, rows }, file: await file.end() };
}

/** Names of the migrations that each schema has, in order. */
export async function migrationsOf(client: pg.Client): Promise<Record<string, string[]>> {
  const found: Record<string, string[]> = {};
  for (const schema of schemas) {
    const { rows } = await client.query<{ name: string }>(`select name from ${schema}.kysely_migration order by name`);
    found[schema] = rows.map(({ name }) => name);
  }
  return found;
}

/** The columns of a table, in their order; of one that is not in the search path, with its schema. */
export async function columnsOf(client: pg.Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select attname as name from pg_attribute
     where attrelid = $1::regclass and attnum > 0 and not attisdropped order by attnum`,
    [table],
  );
  return rows.map(({ name }) => name);
}
