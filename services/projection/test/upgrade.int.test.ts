import { silentLogger } from '@messenger/kit';
import { encodeCursor, queries, startOf } from '@messenger/proto';
import { projected, verifyReadModel } from '@messenger/read-model';
import { afterAll, expect, test } from 'vitest';
import { wholeStory } from './whole-story.ts';
import { openWorld, schema, type World } from './world.ts';

let world: World;
afterAll(() => world?.[Symbol.asyncDispose]());

/** What a migration of the next release may do while this one still runs. */
const nextRelease = [
  ...projected.flatMap((table) => [
    `alter table ${table} add column next_optional jsonb`,
    `alter table ${table} add column next_required integer not null default 7`,
    `create index ${table}_next on ${table} (next_required)`,
  ]),
  'create table next_table (id uuid primary key, seq bigint not null)',
  `create function next_function(value text) returns text language sql as $$ select value $$`,
];

test('this release writes and answers with the tables of the next one', async () => {
  world = await openWorld();
  for (const statement of nextRelease) await world.sql(statement);
  const { ann, bob, direct, group, hello } = await wholeStory(world.story);
  await world.startProjection();
  const { ask } = world;
  const by = ann.id;
  expect((await ask(queries.chats, { by, limit: 10 })).chats.length).toBeGreaterThan(1);
  expect((await ask(queries.chat, { by, chat: group })).chat.members).toHaveLength(3);
  expect((await ask(queries.messages, { by, chat: direct, limit: 50 })).messages).toHaveLength(20);
  expect((await ask(queries.messageHistory, { by, messageId: hello.id })).edits).toHaveLength(3);
  expect((await ask(queries.messageSearch, { by, q: 'hello you', limit: 10 })).results).toHaveLength(1);
  expect((await ask(queries.contacts, { by })).contacts).toHaveLength(1);
  expect((await ask(queries.userSearch, { by, q: bob.username, limit: 5 })).users).toHaveLength(1);
  const start = encodeCursor(startOf(world.operator.events.shape));
  expect((await world.sync(by, start)).events).not.toEqual([]);
  const found = await verifyReadModel({
    store: world.operator.events,
    databaseUrl: world.stack.databaseUrl,
    schema,
    log: silentLogger,
  });
  expect(found).toMatchObject({ clean: true, differences: [] });
});
