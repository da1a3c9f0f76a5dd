import { sql } from 'kysely';
import type { Db } from '../database/database.ts';
import type { Difference } from './report.ts';
import type { ComparedTable } from './tables.ts';

export type Compared = { rows: number; differences: Difference[]; more: boolean };

/** Rows are compared by the hash of as many groups of them; only groups that differ are looked into. */
const buckets = 4_096;
/** Groups looked into at a time. */
const bucketsAtOnce = 16;

type Bucket = { bucket: number; rows: number; hash: string };
type Row = { key: string; values: (string | null)[] };

const columnsOf = (names: string[]) => sql.join(names.map((name) => sql.ref(name)));
const bucketOf = ({ key }: ComparedTable) =>
  sql`(hashtextextended(row(${columnsOf(key)})::text, 0) & ${sql.lit(buckets - 1)})::int`;

/**
 * Compares a table on two connections, each in its own schema and snapshot.
 * @param limit the most differences to list
 */
export async function compareTable(found: Db, expected: Db, table: ComparedTable, limit: number): Promise<Compared> {
  const [ours, theirs] = await Promise.all([bucketsOf(found, table), bucketsOf(expected, table)]);
  const differing = [...new Set([...ours.keys(), ...theirs.keys()])].filter((bucket) => {
    const [a, b] = [ours.get(bucket), theirs.get(bucket)];
    return a?.rows !== b?.rows || a?.hash !== b?.hash;
  });
  const rows = [...theirs.values()].reduce((sum, bucket) => sum + bucket.rows, 0);
  const differences: Difference[] = [];
  let more = false;
  for (let i = 0; i < differing.length && !more; i += bucketsAtOnce) {
    const some = differing.slice(i, i + bucketsAtOnce);
    const [a, b] = await Promise.all([rowsOf(found, table, some), rowsOf(expected, table, some)]);
    for (const difference of differencesOf(table, a, b)) {
      if (differences.length < limit) differences.push(difference);
      else more = true;
    }
  }
  return { rows, differences, more };
}

async function bucketsOf(db: Db, table: ComparedTable): Promise<Map<number, Bucket>> {
  const { rows } = await sql<Bucket>`
    select bucket, count(*) as rows, bit_xor(hash)::text as hash
    from (
      select ${bucketOf(table)} as bucket, hashtextextended(row(${columnsOf(table.columns)})::text, 0) as hash
      from ${sql.ref(table.name)}
    ) hashed
    group by bucket`.execute(db);
  return new Map(rows.map((row) => [row.bucket, row]));
}

async function rowsOf(db: Db, table: ComparedTable, some: number[]): Promise<Map<string, Row>> {
  const values = sql.join(table.columns.map((name) => sql`${sql.ref(name)}::text`));
  const { rows } = await sql<Row>`
    select row(${columnsOf(table.key)})::text as key, array[${values}] as "values"
    from ${sql.ref(table.name)} where ${bucketOf(table)} = any (${some})`.execute(db);
  return new Map(rows.map((row) => [row.key, row]));
}

function* differencesOf(
  table: ComparedTable,
  found: Map<string, Row>,
  expected: Map<string, Row>,
): Generator<Difference> {
  const keyOf = ({ values }: Row) =>
    Object.fromEntries(table.key.map((name) => [name, values[table.columns.indexOf(name)] ?? null]));
  for (const [key, row] of expected) {
    const other = found.get(key);
    if (!other) {
      yield { table: table.name, key: keyOf(row), kind: 'missing', columns: [] };
      continue;
    }
    const columns = table.columns.flatMap((name, i) =>
      row.values[i] === other.values[i] ? [] : [{ name, found: other.values[i]!, expected: row.values[i]! }],
    );
    if (columns.length > 0) yield { table: table.name, key: keyOf(row), kind: 'changed', columns };
  }
  for (const [key, row] of found) {
    if (!expected.has(key)) yield { table: table.name, key: keyOf(row), kind: 'extra', columns: [] };
  }
}
