import { silentLogger } from '@messenger/kit';
import { testStack } from '@messenger/testkit';
import { type RawBuilder, sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Db, openDatabase } from '../src/index.ts';
import { type Write, writing, writingColumns } from '../src/projections/projection.ts';

const held = new AsyncDisposableStack();
let db: Db;
beforeAll(async () => {
  const stack = held.use(await testStack({ postgres: true, nats: false }));
  db = openDatabase({
    url: stack.databaseUrl,
    schema: 'public',
    applicationName: 'test',
    maxConnections: 1,
    statementTimeoutMs: 10_000,
    log: silentLogger,
  });
  held.defer(() => db.destroy());
});
afterAll(() => held.disposeAsync());

const columns = {
  id: 'uuid',
  ordinal: 'integer',
  seq: 'bigint',
  done: 'boolean',
  at: 'timestamptz',
  said: 'text',
  push: 'line',
  more: 'json',
} as const;
const texts = [
  '',
  ' ',
  'null',
  'NULL',
  '{}',
  '{"a","b"}',
  "it's",
  '"quoted"',
  'a,b',
  'back\\slash',
  '\\n',
  'two\nlines\r\n',
  '\t\u0001\u2028\u2029',
  'Größe 世界 👩‍👩‍👧',
  '$1 %s',
];
const rows = texts.map((said, i) => ({
  id: `0199c0de-1234-7abc-8def-${String(i).padStart(12, '0')}`,
  ordinal: i === 3 ? undefined : i - 1,
  seq: 2 ** 40 + i,
  done: [true, false, undefined][i % 3],
  at: i === 4 ? undefined : new Date(Date.UTC(2026, 1, 28, 23, 59, 59, i)).toISOString(),
  said: i === 5 ? undefined : said,
  push: JSON.stringify({ said }),
  more: i === 6 ? undefined : i === 7 ? null : [{ said }],
}));

async function written(write: (into: RawBuilder<unknown>) => Write | undefined): Promise<unknown[]> {
  await sql`create temporary table made (id uuid, ordinal integer, seq bigint, done boolean, at timestamptz, said text,
                                         push text, more jsonb)`.execute(db);
  await write(sql`insert into made (id, ordinal, seq, done, at, said, push, more)
                  select id, ordinal, seq, done, at, said, push, more`)!(db);
  const { rows: found } = await sql`select * from made order by seq`.execute(db);
  await sql`drop table made`.execute(db);
  return found;
}

test('what is written column by column is what is written row by row', async () => {
  const byRows = await written((into) =>
    writing(
      rows,
      (json) => sql`${into} from json_to_recordset(${json})
        as r(id uuid, ordinal integer, seq bigint, done boolean, at timestamptz, said text, push text, more jsonb)`,
    ),
  );
  expect(byRows.map((row) => (row as { push: string }).push)).toEqual(rows.map(({ push }) => push));
  for (const some of [rows, rows.slice(0, 1)]) {
    const byColumns = await written((into) => writingColumns(some, columns, (r) => sql`${into} from ${r}`));
    expect(byColumns).toEqual(byRows.slice(0, some.length));
  }
  expect(writingColumns([], columns, (r) => r)).toBeUndefined();
});
