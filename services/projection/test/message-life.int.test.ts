import { newId } from '@messenger/kit';
import { messageMeta, queries, type UserCard } from '@messenger/proto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { secret, wholeStory } from './whole-story.ts';
import { openWorld, schema, type World } from './world.ts';

let world: World;
let ann: UserCard;
let bob: UserCard;
beforeAll(async () => {
  world = await openWorld();
  ann = await world.story.user('Ann');
  bob = await world.story.user('Bob');
});
afterAll(() => world[Symbol.asyncDispose]());

const messageOf = async (by: UserCard, messageId: string) =>
  (await world.ask(queries.message, { by: by.id, messageId })).message;
const historyOf = async (by: UserCard, messageId: string) =>
  (await world.ask(queries.messageHistory, { by: by.id, messageId })).edits;

/** Every column of every table that holds text of any kind, searched for a text. */
async function traces(text: string): Promise<string[]> {
  const columns = await world.sql<{ table: string; column: string }>(
    `select table_name as table, column_name as column from information_schema.columns
     where table_schema = $1 and data_type in ('text', 'jsonb', 'json', 'ARRAY', 'USER-DEFINED')`,
    [schema],
  );
  expect(columns.length).toBeGreaterThan(25);
  const found: string[] = [];
  for (const { table, column } of columns) {
    const [row] = await world.sql<{ n: number }>(
      `select count(*)::int as n from "${table}" where "${column}"::text ilike '%' || $1 || '%'`,
      [text],
    );
    if (row!.n > 0) found.push(`${table}.${column}`);
  }
  return found.sort();
}

test('a deleted message leaves no trace of its text, whether or not it was deleted within one batch', async () => {
  const { story, ask } = world;
  const early = await wholeStory(story);
  await world.startProjection();
  expect((await messageOf(early.ann, early.gone.id)).deletedAt).toBeDefined();
  expect(await traces(secret)).toEqual([]);

  const group = await story.group(ann, [bob], { name: 'Later' });
  const word = 'Verborgen-91c2';
  const message = await story.say(group, ann, word);
  await story.edit(group, ann, message, `${word}!`);
  await story.react(group, bob, message, '👍');
  const reply = await story.say(group, bob, 'oh', { replyTo: { messageId: message.id, ordinal: 1, senderId: ann.id } });
  expect((await messageOf(ann, reply.id)).replyTo?.excerpt).toBe(`${word}!`);
  expect((await ask(queries.messageSearch, { by: bob.id, q: word, limit: 5 })).results).toHaveLength(1);
  expect(await traces(word)).toEqual(['chat_event.push', 'edits.text', 'messages.search_text', 'messages.text']);

  const { at, version } = await story.delete(group, ann, message);
  const deleted = await messageOf(bob, message.id);
  expect(deleted).toMatchObject({ text: '', attachments: [], reactions: [], deletedAt: at, version, ordinal: 1 });
  expect(await historyOf(bob, message.id)).toEqual([]);
  expect((await messageOf(ann, reply.id)).replyTo).toMatchObject({ messageId: message.id, excerpt: '' });
  expect((await ask(queries.messageSearch, { by: bob.id, q: word, limit: 5 })).results).toEqual([]);
  expect(await traces(word)).toEqual([]);
  const { events } = await ask(queries.chatEvents, { by: bob.id, chat: group, after: 0, limit: 100 });
  expect(events.map(({ type }) => type)).toEqual([
    'chat:created',
    'message:new',
    'message:edited',
    'reaction:added',
    'message:new',
    'message:deleted',
  ]);
  expect(events[1]!.data).toMatchObject({ text: '', attachments: [], id: message.id });

  await story.delete(group, bob, reply);
  expect((await messageOf(ann, reply.id)).replyTo).toBeNull();
  const frames = await ask(queries.chatEvents, { by: bob.id, chat: group, after: 0, limit: 100 });
  expect(frames.events.find(({ data }) => (data as { id?: string }).id === reply.id)?.data).toMatchObject({
    replyTo: null,
  });
});

test('every text of an edited message, the original included', async () => {
  const { story } = world;
  const group = await story.group(ann, [bob]);
  const message = await story.say(group, ann, 'one');
  expect(await historyOf(bob, message.id)).toEqual([{ text: 'one', at: message.at, version: 2 }]);
  expect(await messageOf(bob, message.id)).not.toHaveProperty('editedAt');
  const first = await story.edit(group, ann, message, 'two');
  expect(await messageOf(bob, message.id)).toMatchObject({ text: 'two', editedAt: first.at, version: first.version });
  const second = await story.edit(group, ann, message, 'three');
  const third = await story.edit(group, ann, message, 'four');
  expect(await historyOf(bob, message.id)).toEqual([
    { text: 'one', at: message.at, version: 2 },
    { text: 'two', at: first.at, version: first.version },
    { text: 'three', at: second.at, version: second.version },
    { text: 'four', at: third.at, version: third.version },
  ]);
  expect(await world.refusal(queries.messageHistory, { by: bob.id, messageId: newId() })).toBe('not_found');
});

test('of more texts than an answer holds, the original and the newest are told, and that some are missing', async () => {
  const { story, ask } = world;
  const group = await story.group(ann, [bob]);
  const message = await story.say(group, ann, 'original');
  const texts = Array.from({ length: 60 }, (_, i) => `${i} ${'字'.repeat(9_000)}`);
  for (const text of texts) await story.edit(group, ann, message, text);
  const { edits, truncated } = await ask(queries.messageHistory, { by: bob.id, messageId: message.id });
  expect(truncated).toBe(true);
  expect(edits[0]!.text).toBe('original');
  const newest = edits.slice(1).map(({ text }) => text);
  expect(newest.length).toBeGreaterThan(20);
  expect(newest).toEqual(texts.slice(-newest.length));
  const rest = { by: bob.id, messageId: message.id, before: edits[1]!.version! };
  const older = await ask(queries.messageHistory, rest);
  expect(older.edits.map(({ text }) => text)).toEqual(['original', ...texts.slice(0, -newest.length)]);
  expect(older).not.toHaveProperty('truncated');
  const first = { ...rest, before: older.edits[0]!.version! };
  expect(await ask(queries.messageHistory, first)).toEqual({ edits: [] });
});

test('reactions, those that came first first, with the first ten names', async () => {
  const { story, ask } = world;
  const crowd: UserCard[] = [];
  for (let i = 0; i < 12; i++) crowd.push(await story.user(`Fan ${i}`));
  const group = await story.group(ann, [bob, ...crowd]);
  const message = await story.say(group, ann, 'news');
  await story.react(group, bob, message, '❤️');
  for (const fan of crowd) await story.react(group, fan, message, '🎉');
  const { version } = await story.react(group, bob, message, '🎉');
  expect(await messageOf(bob, message.id)).toMatchObject({
    version,
    reactions: [
      { emoji: '❤️', count: 1, mine: true, userIds: [bob.id] },
      { emoji: '🎉', count: 13, mine: true, userIds: crowd.slice(0, 10).map(({ id }) => id) },
    ],
  });
  await story.unreact(group, bob, message, '❤️');
  await story.unreact(group, crowd[0]!, message, '🎉');
  expect((await messageOf(ann, message.id)).reactions).toEqual([
    { emoji: '🎉', count: 12, mine: false, userIds: crowd.slice(1, 11).map(({ id }) => id) },
  ]);
  const meta = await ask(messageMeta, {
    chatId: group,
    messageId: message.id,
    version: version + 2,
    reactionsOf: bob.id,
  });
  expect(meta.message).toMatchObject({ deleted: false, attachments: 0, reactions: ['🎉'] });
});

test('who has a message and who has read it, as far as they let it be known', async () => {
  const { story, ask, refusal } = world;
  const [carl, dora] = [await story.user('Carl'), await story.user('Dora')];
  const group = await story.group(ann, [bob, carl]);
  const first = await story.say(group, ann, 'one');
  const second = await story.say(group, ann, 'two');
  expect((await messageOf(ann, first.id)).receipts).toEqual({ delivered: 0, read: 0 });
  await story.receipts(group, bob, {
    [bob.id]: { delivered: 2, read: 2, shownRead: 0 },
    [carl.id]: { delivered: 2, read: 1, shownRead: 1 },
  });
  expect((await messageOf(ann, first.id)).receipts).toEqual({ delivered: 2, read: 1 });
  expect((await messageOf(ann, second.id)).receipts).toEqual({ delivered: 2, read: 0 });
  expect(await messageOf(bob, first.id)).not.toHaveProperty('receipts');
  const receipts = (by: UserCard) => ask(queries.messageReceipts, { by: by.id, messageId: first.id });
  expect(await receipts(ann)).toEqual({
    delivered: [{ userId: bob.id }, { userId: carl.id }].sort((a, b) => (a.userId < b.userId ? -1 : 1)),
    read: [{ userId: carl.id }],
  });
  expect(await refusal(queries.messageReceipts, { by: bob.id, messageId: first.id })).toBe('forbidden');

  // Who joins has said nothing of what was there; who leaves counts no more; nothing goes back.
  await story.add(group, ann, dora);
  expect((await ask(queries.chat, { by: dora.id, chat: group })).chat).toMatchObject({ readUpTo: 2, unread: 0 });
  expect((await receipts(ann)).delivered).not.toContainEqual({ userId: dora.id });
  await story.remove(group, ann, carl);
  await story.receipts(group, bob, { [bob.id]: { delivered: 1, read: 1, shownRead: 1 } });
  expect((await messageOf(ann, second.id)).receipts).toEqual({ delivered: 1, read: 0 });
  await story.receipts(group, dora, {
    [bob.id]: { delivered: 1, read: 1, shownRead: 1 },
    [dora.id]: { delivered: 2, read: 2, shownRead: 2 },
  });
  expect((await messageOf(ann, first.id)).receipts).toEqual({ delivered: 2, read: 2 });
  expect((await ask(queries.chat, { by: bob.id, chat: group })).chat).toMatchObject({ readUpTo: 2, deliveredUpTo: 2 });
  await story.add(group, ann, carl);
  expect((await ask(queries.chat, { by: carl.id, chat: group })).chat).toMatchObject({ readUpTo: 2, unread: 0 });
  // Who returns after others moved starts anew: what a chat's newest receipts do not say is known to nobody.
  expect((await receipts(ann)).read).not.toContainEqual({ userId: carl.id });
  await story.receipts(group, dora, {
    [bob.id]: { delivered: 2, read: 2, shownRead: 2 },
    [carl.id]: { delivered: 0, read: 2, shownRead: 0 },
    [dora.id]: { delivered: 2, read: 2, shownRead: 2 },
  });
  expect((await messageOf(ann, first.id)).receipts).toEqual({ delivered: 2, read: 2 });
  expect((await receipts(ann)).delivered).not.toContainEqual({ userId: carl.id });

  const direct = await story.direct(ann, bob);
  const hello = await story.say(direct, ann, 'hello');
  await story.receipts(direct, bob, { [bob.id]: { delivered: 1, read: 1, shownRead: 1 } });
  expect((await ask(queries.chat, { by: ann.id, chat: direct })).chat).toMatchObject({
    peerReadUpTo: 1,
    peerDeliveredUpTo: 1,
    readUpTo: 0,
  });
  for (const by of [ann, bob]) {
    expect(await ask(queries.messageReceipts, { by: by.id, messageId: hello.id })).toEqual({
      delivered: [{ userId: bob.id }],
      read: [{ userId: bob.id }],
    });
  }
});

test('who leaves a group and returns while nothing is written starts anew as well, and who stays does not', async () => {
  const { story, ask } = world;
  const [carl, dora] = [await story.user('Carl'), await story.user('Dora')];
  const group = await story.group(ann, [carl, dora]);
  const message = await story.say(group, ann, 'one');
  const all = { delivered: 1, read: 1, shownRead: 1 };
  await story.receipts(group, carl, { [carl.id]: all });
  expect((await messageOf(ann, message.id)).receipts).toEqual({ delivered: 1, read: 1 });
  const postgres = new pg.Client({ connectionString: world.stack.databaseUrl });
  await postgres.connect();
  try {
    await postgres.query(`begin; lock table "${schema}".receipts in exclusive mode`);
    await story.receipts(group, dora, { [carl.id]: all, [dora.id]: all });
    const waiting = `select from pg_locks where relation = '"${schema}".receipts'::regclass and not granted`;
    await expect.poll(() => world.sql(waiting)).toHaveLength(1);
    await story.remove(group, ann, carl);
    await story.receipts(group, dora, { [dora.id]: all });
    await story.add(group, ann, carl);
    await story.receipts(group, dora, { [carl.id]: { delivered: 0, read: 1, shownRead: 0 }, [dora.id]: all });
  } finally {
    await postgres.end();
  }
  expect(await ask(queries.messageReceipts, { by: ann.id, messageId: message.id })).toEqual({
    delivered: [{ userId: dora.id }],
    read: [{ userId: dora.id }],
  });
  expect((await ask(queries.chat, { by: carl.id, chat: group })).chat).toMatchObject({ readUpTo: 1, unread: 0 });
});
