import { silentLogger } from '@messenger/kit';
import { migrateToLatest } from '@messenger/kit/postgres';
import { type TestStack, testStack } from '@messenger/testkit';
import { type Kysely, sql } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { migrations, openDatabase } from '../src/index.ts';
import { breaks, surfaceOf } from './surface.ts';

/** The first that a release was made with. What came before it emptied tables, when there was nobody to serve. */
const firstReleased = '0002-whole-conversation';
const schema = 'read';
const held = new AsyncDisposableStack();
let stack: TestStack;
let client: pg.Client;
beforeAll(async () => {
  stack = held.use(await testStack({ postgres: true, nats: false }));
  client = new pg.Client({ connectionString: stack.databaseUrl });
  await client.connect();
  held.defer(() => client.end());
  await client.query('create extension pg_trgm; create extension unaccent');
});
afterAll(() => held.disposeAsync());
beforeEach(() => client.query(`create schema ${schema}`));
afterEach(() => client.query(`drop schema ${schema} cascade`));

const database = () => ({
  url: stack.databaseUrl,
  schema,
  applicationName: 'test',
  maxConnections: 2,
  statementTimeoutMs: 10_000,
  log: silentLogger,
});

async function migrateTo(all: Record<string, Migration>, name: string): Promise<void> {
  await using db = openDatabase(database());
  const migrator = new Migrator({ db, provider: { getMigrations: async () => all }, migrationTableSchema: schema });
  const { error } = await migrator.migrateTo(name);
  if (error) throw error;
}

/** A user and a checkpoint, as they stand there while the next release migrates. */
const serving = async () => {
  await client.query(`insert into ${schema}.checkpoint (stream, seq, epoch, generation, serve_from)
                      values ('DIRECTORY', 5, 3, '0123abcd', 0)`);
  await client.query(`insert into ${schema}.users
                        (id, username, display_name, presence, read_receipts, created_at, version, seq)
                      values (gen_random_uuid(), 'ann', 'Ann', 'online', true, now(), 1, 5)`);
};
const left = async () => {
  const users = await client.query(`select id, username, display_name, presence, version, seq from ${schema}.users`);
  const checkpoints = await client.query(`select stream, seq, epoch, generation, serve_from from ${schema}.checkpoint`);
  return [users.rows, checkpoints.rows];
};

/** What a release made before the migration would trip over after it. */
async function broken(all: Record<string, Migration>, from: string, to: string): Promise<string[]> {
  await migrateTo(all, from);
  await serving();
  const [before, rows] = [await surfaceOf(client, schema), JSON.stringify(await left())];
  await migrateTo(all, to);
  const found = breaks(before, await surfaceOf(client, schema));
  if (found.length === 0 && JSON.stringify(await left()) !== rows) found.push('what served is changed');
  return found;
}

test('each migration since the first release lets the release before it go on', async () => {
  const names = Object.keys(migrations).sort();
  const released = names.slice(names.indexOf(firstReleased));
  expect(released[0]).toBe(firstReleased);
  for (const [i, to] of released.slice(1).entries()) {
    expect(await broken(migrations, released[i]!, to), to).toEqual([]);
    await client.query(`drop schema ${schema} cascade; create schema ${schema}`);
  }
});

test('the index of images that was made beforehand is kept, and one of which the making failed is made anew', async () => {
  const isValid = async () => {
    const index = `indexrelid = '${schema}.messages_with_images'::regclass`;
    const { rows } = await client.query(`select indexrelid, indisvalid from pg_index where ${index}`);
    return rows;
  };
  for (const made of [true, false]) {
    await migrateTo(migrations, '0003-images');
    await client.query(`create index concurrently messages_with_images on ${schema}.messages (chat_id, ordinal)
                          where kind = 'user' and attachments <> '[]'`);
    const before = await isValid();
    if (!made)
      await client.query('update pg_index set indisvalid = false where indexrelid = $1', [before[0].indexrelid]);
    await migrateTo(migrations, '0004-chat-images');
    const after = await isValid();
    expect(after).toMatchObject([{ indisvalid: true }]);
    expect(after[0].indexrelid === before[0].indexrelid).toBe(made);
    await client.query(`drop schema ${schema} cascade; create schema ${schema}`);
  }
});

const next = (...statements: string[]): Record<string, Migration> => ({
  ...migrations,
  next: {
    async up(db: Kysely<unknown>) {
      for (const statement of statements) await sql.raw(statement).execute(db);
    },
  },
});

test.each([
  ['alter table users drop column avatar', /^users.avatar is gone$/],
  ['alter table users rename column avatar to image', /^users.avatar is gone$/],
  ['drop table edits', /^edits.at is gone$|^edits.* is gone$/],
  ['alter table users alter version type bigint', /^users.version is bigint, not integer$/],
  ['alter table users add column score integer not null', /score.*null values|new and must be given/],
  ['alter table chats add column score integer not null', /^chats.score is new and must be given$/],
  [
    'alter table messages alter system set default null, alter edited_at set not null',
    /^messages.edited_at must be given/,
  ],
  ['alter table reactions drop constraint reactions_pkey', /^the key reactions \(chat_id, emoji, .* is gone$/],
  ['create unique index on users (username)', /^users \(username\) must be unique now$/],
  ['alter table users add check (length(username) < 40)', /^new rule: users CHECK/],
  ['drop function wire_time', /^the function wire_time.* is gone$/],
  ['truncate users', /^what served is changed$/],
  ['update checkpoint set seq = 0', /^what served is changed$/],
])('would be refused: %s', async (statement, reason) => {
  const found = await broken(next(statement), firstReleased, 'next').catch((error: Error) => [error.message]);
  expect(found[0]).toMatch(reason);
});

test('is fine: what is new and may be left out', async () => {
  const fine = next(
    'alter table users add column color text',
    'alter table users add column score integer not null default 0',
    'create index on users (score)',
    'create table bots (id uuid primary key, name text not null check (length(name) > 2))',
    'create function shout(value text) returns text language sql as $$ select upper(value) $$',
  );
  expect(await broken(fine, firstReleased, 'next')).toEqual([]);
});

test('who goes back by a release leaves what the newer one has migrated; what lacks among its own is refused', async () => {
  await using db = openDatabase(database());
  const up = (tx: Kysely<unknown>) => tx.schema.createTable('next_thing').execute();
  await migrateToLatest(db, schema, { ...migrations, '9999-next': { up } });
  await migrateToLatest(db, schema, migrations);
  expect((await client.query(`select from ${schema}.next_thing`)).rows).toEqual([]);
  const { [firstReleased]: _, ...others } = migrations;
  await expect(migrateToLatest(db, schema, others)).rejects.toThrow(`${firstReleased} is missing`);
});
