import { newId, silentLogger } from '@messenger/kit';
import { type Db, openDatabase } from '@messenger/read-model';
import type { RawBuilder } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chat } from '../src/queries/chat.ts';
import { chatEvents } from '../src/queries/chat-events.ts';
import { chats } from '../src/queries/chats.ts';
import { message } from '../src/queries/message.ts';
import { messages } from '../src/queries/messages.ts';
import { userSearch } from '../src/queries/user-search.ts';
import { chatChanges, selectChatChanges } from '../src/sync/chat-changes.ts';
import { openWorld, schema, type World } from './world.ts';

type Node = {
  'Node Type': string;
  'Relation Name'?: string;
  'Actual Rows': number;
  'Actual Loops': number;
  Plans?: Node[];
};

const count = 100_000;
const [me, other, big] = [newId(), newId(), newId()];
const newest = newId();
let world: World;
let db: Db;
beforeAll(async () => {
  world = await openWorld();
  db = openDatabase({
    url: world.stack.databaseUrl,
    schema,
    applicationName: 'test',
    maxConnections: 2,
    statementTimeoutMs: 10_000,
    log: silentLogger,
  });
  const at = `timestamptz '2026-01-01' + n * interval '1 second'`;
  const { sql } = world;
  await sql(
    `insert into chats select $1, 'CHAT-0', 'group', 'Big', null, null, null, false, 2, now(), now(), $2 + 1, $2, $2 + 1, false`,
    [big, count],
  );
  await sql(`insert into members select $1, unnest($2::uuid[]), 'member', now(), 1, 0, false, 1`, [big, [me, other]]);
  await sql(
    `insert into messages
     select case when n = $4 then $5 else gen_random_uuid() end, $1, n + 1, n + 1, n, 'user',
            case when n % 2 = 0 then $2::uuid else $3::uuid end, (n + 1) / 2, 'message ' || n,
            case when n % 500 = 0 then '[{}]'::jsonb else '[]' end, null, null, null,
            ${at}, n + 1, null, null, null, ' message ' || n || ' '
     from generate_series(1, $4::int) n`,
    [big, me, other, count, newest],
  );
  await sql(
    `insert into chat_event select $1, n, n, '{"version":' || n || '}' from generate_series(1, $2::int + 1) n`,
    [big, count],
  );
  // 300 more chats of mine, and many users.
  await sql(
    `with made as (
       insert into chats select gen_random_uuid(), 'CHAT-0', 'group', 'G', null, null, null, false, 1, now(), ${at}, 1, 0, n, false
       from generate_series(1, 300) n returning id, seq)
     insert into members select id, $1, 'member', now(), seq, 0, false, seq from made`,
    [me],
  );
  await sql(
    `insert into users select gen_random_uuid(), 'user_' || n, 'Name ' || md5(n::text), null, 'online', true, now(), 1, n
     from generate_series(1, 50000) n`,
  );
  await sql('vacuum analyze');
}, 120_000);
afterAll(async () => {
  await db.destroy();
  await world[Symbol.asyncDispose]();
});

/** Runs it, and returns how many rows of each table were touched, and which tables were read from end to end. */
async function plan(select: unknown): Promise<Record<string, number>> {
  const { sql, parameters } = (select as RawBuilder<unknown>).compile(db);
  const explained = await world.sql<{ 'QUERY PLAN': { Plan: Node }[] }>(`explain (analyze, format json) ${sql}`, [
    ...parameters,
  ]);
  const rows: Record<string, number> = {};
  const walk = (node: Node) => {
    const table = node['Relation Name'];
    if (table) {
      const key = node['Node Type'] === 'Seq Scan' ? `${table} (all)` : table;
      rows[key] = (rows[key] ?? 0) + node['Actual Rows'] * node['Actual Loops'];
    }
    for (const inner of node.Plans ?? []) walk(inner);
  };
  walk(explained[0]!['QUERY PLAN'][0]!.Plan);
  return rows;
}

test.each([
  ['the newest page', {}],
  ['a page before', { before: 50_000 }],
  ['a page after', { after: 50_000 }],
  ['a page around', { around: 50_000 }],
  ['the oldest page', { after: 0 }],
])('%s of 100,000 messages touches its own rows alone', async (_, place) => {
  const rows = await plan(messages.select({ by: me, chat: big, limit: 50, ...place }));
  expect(rows).not.toHaveProperty('messages (all)');
  expect(rows.messages).toBeLessThan(60);
});

test.each([
  ['the newest page', {}],
  ['a page before', { before: 50_000 }],
  ['a page after', { after: 50_000 }],
])('%s of the messages with images touches them alone', async (_, place) => {
  const rows = await plan(messages.select({ by: me, chat: big, limit: 20, images: true, ...place }));
  expect(rows).not.toHaveProperty('messages (all)');
  expect(rows.messages).toBeLessThan(30);
});

test('a message by id, and the events of a gap, by index', async () => {
  const one = await plan(message.select({ by: me, messageId: newest }));
  expect(one).not.toHaveProperty('messages (all)');
  expect(one.messages).toBeLessThan(5);
  const gap = await plan(chatEvents.select({ by: me, chat: big, after: 70_000, limit: 100 }));
  expect(gap).not.toHaveProperty('chat_event (all)');
  expect(gap.chat_event).toBeLessThan(110);
});

test('a chat with 100,000 messages is counted without looking at them', async () => {
  for (const select of [chat.select({ by: me, chat: big }), chats.select({ by: me, limit: 20 })]) {
    const rows = await plan(select);
    expect(rows).not.toHaveProperty('messages (all)');
    expect(rows.messages).toBeLessThan(70);
  }
});

test('a delta looks at what was missed, and at one event of each chat beside', async () => {
  const delta = (from: number) => {
    const to = count + 1;
    return chatChanges(db, me, { stream: 'CHAT-0', from, at: from, to }, 700_000);
  };
  expect((await delta(count - 99)).changes).toHaveLength(100);
  expect((await delta(400)).changes).toMatchObject([{ seq: 401, push: expect.stringContaining('chat:reset') }]);
  for (const from of [count - 99, 400]) {
    const rows = await plan(selectChatChanges(me, { stream: 'CHAT-0', from, at: from, to: count + 1 }, 700_000));
    expect(rows).not.toHaveProperty('chat_event (all)');
    expect(rows.chat_event).toBeLessThan(450);
  }
});

test('a search for users by the trigram index', async () => {
  const rows = await plan(userSearch.select({ by: me, q: 'user_4711', limit: 20 }));
  expect(rows).not.toHaveProperty('users (all)');
});
