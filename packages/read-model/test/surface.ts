import type pg from 'pg';

/** What a release relies on in the schema that it was made with, each as a line. */
export type Surface = {
  /** `table.column` → its type. */
  columns: Map<string, { type: string; nullable: boolean; fillsItself: boolean }>;
  /** Unique keys, which writes name as what they conflict with; checks; functions with their signatures. */
  keys: Set<string>;
  checks: Set<string>;
  functions: Set<string>;
};

const tableOf = (line: string) => line.slice(0, line.search(/[. ]/));

export async function surfaceOf(client: pg.Client, schema: string): Promise<Surface> {
  const rows = async <R extends pg.QueryResultRow>(text: string) => (await client.query<R>(text, [schema])).rows;
  const columns = await rows<{ name: string; type: string; nullable: boolean; fills: boolean }>(`
    select t.relname || '.' || a.attname as name, format_type(a.atttypid, a.atttypmod) as type,
           not a.attnotnull as nullable, a.atthasdef or a.attgenerated <> '' as fills
    from pg_attribute a join pg_class t on t.oid = a.attrelid
    where t.relnamespace = $1::regnamespace and t.relkind = 'r' and t.relname !~ '^kysely_'
      and a.attnum > 0 and not a.attisdropped`);
  const keys = await rows<{ key: string }>(`
    select t.relname || ' (' || string_agg(a.attname, ', ' order by a.attname) || ')'
           || coalesce(' where ' || pg_get_expr(i.indpred, i.indrelid), '') as key
    from pg_index i join pg_class t on t.oid = i.indrelid
    join pg_attribute a on a.attrelid = t.oid and a.attnum = any (i.indkey[0:i.indnkeyatts - 1])
    where t.relnamespace = $1::regnamespace and i.indisunique and t.relname !~ '^kysely_'
    group by t.relname, i.indexrelid, i.indpred, i.indrelid`);
  const checks = await rows<{ check: string }>(`
    select conrelid::regclass::text || ' ' || pg_get_constraintdef(oid) as check from pg_constraint
    where connamespace = $1::regnamespace and contype not in ('p', 'u', 'n')`);
  const functions = await rows<{ name: string }>(`
    select proname || '(' || pg_get_function_arguments(oid) || ') ' || pg_get_function_result(oid) as name
    from pg_proc where pronamespace = $1::regnamespace`);
  return {
    columns: new Map(columns.map(({ name, type, nullable, fills }) => [name, { type, nullable, fillsItself: fills }])),
    keys: new Set(keys.map(({ key }) => key)),
    checks: new Set(checks.map(({ check }) => check.replace(`${schema}.`, ''))),
    functions: new Set(functions.map(({ name }) => name)),
  };
}

/** What a program made for one schema would trip over in the other. */
export function breaks(before: Surface, after: Surface): string[] {
  const found: string[] = [];
  for (const [name, column] of before.columns) {
    const now = after.columns.get(name);
    if (!now) found.push(`${name} is gone`);
    else if (now.type !== column.type) found.push(`${name} is ${now.type}, not ${column.type}`);
    else if (mustBeGiven(now) && !mustBeGiven(column)) found.push(`${name} must be given now`);
  }
  const tables = new Set([...before.columns.keys()].map(tableOf));
  const known = (line: string) => tables.has(tableOf(line));
  for (const [name, column] of after.columns) {
    if (!before.columns.has(name) && known(name) && mustBeGiven(column)) found.push(`${name} is new and must be given`);
  }
  for (const key of before.keys) if (!after.keys.has(key)) found.push(`the key ${key} is gone`);
  for (const key of after.keys) if (!before.keys.has(key) && known(key)) found.push(`${key} must be unique now`);
  for (const check of after.checks) if (!before.checks.has(check) && known(check)) found.push(`new rule: ${check}`);
  for (const name of before.functions) if (!after.functions.has(name)) found.push(`the function ${name} is gone`);
  return found;
}

const mustBeGiven = ({ nullable, fillsItself }: { nullable: boolean; fillsItself: boolean }) =>
  !nullable && !fillsItself;
