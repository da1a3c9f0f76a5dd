import { join } from 'node:path';
import type pg from 'pg';
import { readLines } from '../archive/read-lines.ts';
import { Trouble } from '../trouble.ts';
import { type Manifest, type StoredTable, tableFile } from './format.ts';
import { inBatches } from './in-batches.ts';
import { columnsOf, migrationsOf } from './save-tables.ts';
import { accounts, sessions } from './tables.ts';

const batch = 500;
/** Services make one when they start, so its rows are no sign that anybody was there. */
const keys = 'auth.keys';

export type LoadOptions = {
  /** Whoever was logged in is again, and access tokens from then are good. */
  withSessions: boolean;
  /** Where the log was cut: accounts that it does not have are brought into it. */
  directoryEnd: number;
};

/** @throws Trouble unless the tables are there, empty, and able to take all columns of the backup */
export async function requireEmptyTables(client: pg.Client, manifest: Manifest): Promise<void> {
  const migrations = await migrationsOf(client).catch((error: Error) => {
    throw new Trouble(`The tables are not there (${error.message}): run the migrations first.`);
  });
  for (const [schema, needed] of Object.entries(manifest.migrations)) {
    const missing = needed.find((name) => !migrations[schema]?.includes(name));
    if (missing) throw new Trouble(`The backup is of a newer release: here, schema ${schema} lacks ${missing}.`);
  }
  for (const { name, columns } of manifest.tables) {
    const known = await columnsOf(client, name);
    const gone = columns.find((column) => !known.includes(column));
    if (gone) throw new Trouble(`The backup cannot be read by this release: ${name} has no column ${gone} any more.`);
    const { rowCount } = await client.query(`select from ${name} limit 1`);
    if (rowCount !== 0 && name !== keys) throw new Trouble(`${name} holds rows: restore into an empty system.`);
  }
}

/** All tables or none. */
export async function loadTables(
  client: pg.Client,
  dir: string,
  manifest: Manifest,
  { withSessions, directoryEnd }: LoadOptions,
): Promise<void> {
  const left: readonly string[] = withSessions ? [] : sessions;
  await client.query('begin');
  try {
    for (const table of manifest.tables) if (!left.includes(table.name)) await loadTable(client, dir, table);
    // What is marked with another generation counts as brought there if it is found; this is not there for sure.
    await client.query(`update ${accounts[1]} set seq = null, generation = null where seq > $1 or generation <> $2`, [
      directoryEnd,
      manifest.generation,
    ]);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  }
}

async function loadTable(client: pg.Client, dir: string, { name, columns, rows }: StoredTable): Promise<void> {
  const list = columns.map((column) => client.escapeIdentifier(column)).join(', ');
  const insert = `insert into ${name} (${list}) overriding system value
    select ${list} from json_populate_recordset(null::${name}, $1::json) on conflict do nothing`;
  let count = 0;
  for await (const lines of inBatches(readLines(join(dir, tableFile(name))), batch)) {
    await client.query(insert, [`[${lines.map(({ text }) => text).join(',')}]`]);
    count += lines.length;
  }
  if (count !== rows) throw new Trouble(`The backup is damaged: ${count} rows of ${name}, not ${rows}.`);
  await client.query(
    `select setval(pg_get_serial_sequence($1, attname), 1 + (select coalesce(max((row_to_json(t) ->> attname)::bigint), 0)
       from ${name} t), false)
     from pg_attribute where attrelid = $1::regclass and attidentity <> '' and not attisdropped`,
    [name],
  );
}
