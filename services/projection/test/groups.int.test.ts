import { newId } from '@messenger/kit';
import { type Chat, concernedBy, type Message, queries, type UserCard } from '@messenger/proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

let world: World;
let ann: UserCard;
let bob: UserCard;
let carl: UserCard;
let dora: UserCard;
beforeAll(async () => {
  world = await openWorld();
  await world.startProjection();
  const { story } = world;
  [ann, bob, carl, dora] = [
    await story.user('Ann'),
    await story.user('Bob'),
    await story.user('Carl'),
    await story.user('Dora'),
  ];
});
afterAll(() => world[Symbol.asyncDispose]());

const chatOf = async (by: UserCard, chat: string): Promise<Chat> =>
  (await world.ask(queries.chat, { by: by.id, chat })).chat;
const roles = ({ members = [] }: Chat) => Object.fromEntries(members.map(({ userId, role }) => [userId, role]));
const history = async (by: UserCard, chat: string, place: { before?: number; after?: number; around?: number } = {}) =>
  world.ask(queries.messages, { by: by.id, chat, limit: 10, ...place });
const brief = ({ kind, ordinal, system, text }: Message) =>
  kind === 'system' ? `${ordinal} ${system?.type}` : `${ordinal} ${text}`;

test('members come and go, and roles change hands', async () => {
  const { story } = world;
  const group = await story.group(ann, [bob], { name: 'Crew', slug: 'crew' });
  await story.say(group, ann, 'one');
  await story.say(group, bob, 'two');
  await story.add(group, ann, carl, dora);
  const joined = await chatOf(carl, group);
  expect(joined).toMatchObject({ memberCount: 4, readUpTo: 2, deliveredUpTo: 2, unread: 0, me: { role: 'member' } });
  expect((await history(dora, group)).messages.filter(({ kind }) => kind === 'user')).toHaveLength(2);

  await story.role(group, ann, bob, 'admin');
  await story.role(group, ann, carl, 'owner');
  const handedOver = await chatOf(ann, group);
  expect(handedOver).toMatchObject({ ownerId: carl.id, me: { role: 'admin' } });
  expect(roles(handedOver)).toEqual({
    [ann.id]: 'admin',
    [bob.id]: 'admin',
    [carl.id]: 'owner',
    [dora.id]: 'member',
  });

  await story.leave(group, carl, { newOwner: bob });
  expect(await chatOf(bob, group)).toMatchObject({ ownerId: bob.id, memberCount: 3, me: { role: 'owner' } });
  await story.update(group, bob, { name: 'The crew', slug: null });
  expect(await chatOf(dora, group)).toMatchObject({ name: 'The crew', slug: null });
  expect(await world.refusal(queries.chat, { by: dora.id, chat: 'crew' })).toBe('not_found');
});

test('whoever is out finds nothing of the group, by any query, and is no stranger again when added', async () => {
  const { story, ask, refusal, end, sync } = world;
  const [gil, hal] = [await story.user('Gil'), await story.user('Hal')];
  const group = await story.group(gil, [hal], { slug: 'gone' });
  const { id: messageId } = await story.say(group, gil, 'before');
  const cursor = await end();
  expect((await ask(queries.user, { by: hal.id, userId: gil.id })).user).toMatchObject(gil);
  await story.remove(group, gil, hal);
  await story.say(group, gil, 'after');
  const by = hal.id;
  const refused = [
    await refusal(queries.chat, { by, chat: group }),
    await refusal(queries.chat, { by, chat: 'gone' }),
    await refusal(queries.messages, { by, chat: group, limit: 10 }),
    await refusal(queries.chatEvents, { by, chat: group, after: 0, limit: 10 }),
    await refusal(queries.message, { by, messageId }),
    await refusal(queries.messageHistory, { by, messageId }),
    await refusal(queries.messageReceipts, { by, messageId, chatId: group }),
    await refusal(queries.messageSearch, { by, q: 'before', chatId: group, limit: 10 }),
    await refusal(queries.user, { by, userId: gil.id }),
  ];
  expect(refused).toEqual(refused.map(() => 'not_found'));
  expect((await ask(queries.chats, { by, limit: 10 })).chats).toEqual([]);
  expect((await ask(queries.messageSearch, { by, q: 'before', limit: 10 })).results).toEqual([]);
  const { events, chats } = await sync(by, cursor);
  expect(events.map(({ type, chatId }) => [type, chatId])).toEqual([['chat:removed', group]]);
  expect(chats).toEqual([]);
  expect((await ask(concernedBy, { userId: gil.id })).userIds).toEqual([]);

  await story.add(group, gil, hal);
  expect(await chatOf(hal, group)).toMatchObject({ unread: 0, readUpTo: 2, version: 5 });
  expect((await history(hal, group)).messages.map(({ text }) => text)).toContain('after');
  const again = await sync(by, cursor);
  expect(again.events.map(({ type, chatId }) => [type, chatId])).toEqual([['chat:added', group]]);
  expect((await ask(concernedBy, { userId: gil.id })).userIds).toEqual([hal.id]);
});

test('a deleted group is found by nobody, its slug is free, and devices that were away are told', async () => {
  const { story, refusal, end, sync } = world;
  const [ida, jon] = [await story.user('Ida'), await story.user('Jon')];
  const group = await story.group(ida, [jon], { slug: 'free-again' });
  await story.say(group, ida, 'one');
  const earlier = await end();
  await story.say(group, ida, 'two');
  const cursor = await end();
  const { version } = await story.deleteChat(group, ida);
  for (const by of [ida.id, jon.id]) {
    expect(await refusal(queries.chat, { by, chat: group })).toBe('not_found');
    const { events, chats } = await sync(by, cursor);
    expect(events).toMatchObject([{ type: 'chat:deleted', chatId: group, version, data: {} }]);
    expect(chats).toEqual([]);
    // What came before the deletion cannot be asked for any more.
    const gap = await sync(by, earlier);
    expect(gap.events).toMatchObject([{ type: 'chat:deleted', chatId: group, version, data: {} }]);
  }
  expect(await refusal(queries.user, { by: ida.id, userId: jon.id })).toBe('not_found');
  const next = await story.group(ida, [jon], { slug: 'free-again' });
  expect((await chatOf(jon, 'free-again')).id).toBe(next);
});

test('the last one out closes the group', async () => {
  const { story, sql } = world;
  const group = await story.group(ann, [bob]);
  await story.leave(group, ann, { newOwner: bob });
  expect(roles(await chatOf(bob, group))).toEqual({ [bob.id]: 'owner' });
  await story.leave(group, bob, { closed: true });
  expect(await world.refusal(queries.chat, { by: bob.id, chat: group })).toBe('not_found');
  expect(await sql('select closed, member_count from chats where id = $1', [group])).toEqual([
    { closed: true, member_count: 0 },
  ]);
});

test('notices stand between the messages, and do not count', async () => {
  const { story } = world;
  const group = await story.group(ann, [bob]);
  await story.update(group, ann, { name: 'First' });
  for (let i = 1; i <= 25; i++) {
    await story.say(group, ann, `m${i}`);
    if (i % 10 === 0) await story.add(group, ann, await story.user(`New ${i}`));
  }
  const { id } = await story.role(group, ann, bob, 'admin');
  const page = async (place: object) => {
    const { messages, hasBefore, hasAfter } = await history(bob, group, place);
    expect(messages.filter(({ kind }) => kind === 'user').length).toBeLessThanOrEqual(10);
    return [...messages.map(brief), hasBefore ? '<' : '', hasAfter ? '>' : ''];
  };
  const sent = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, i) => `${from + i} m${from + i}`);
  const head = ['0 chat:created', '0 chat:updated'];
  expect(await page({})).toEqual([...sent(16, 20), '20 member:added', ...sent(21, 25), '25 member:role', '<', '']);
  expect(await page({ before: 16 })).toEqual([...sent(6, 10), '10 member:added', ...sent(11, 15), '<', '>']);
  expect(await page({ before: 6 })).toEqual([...head, ...sent(1, 5), '', '>']);
  expect(await page({ before: 1 })).toEqual([...head, '', '>']);
  expect(await page({ after: 0 })).toEqual([...sent(1, 10), '10 member:added', '<', '>']);
  expect(await page({ after: 10 })).toEqual([...sent(11, 20), '20 member:added', '<', '>']);
  expect(await page({ after: 20 })).toEqual([...sent(21, 25), '25 member:role', '<', '']);
  expect(await page({ after: 25 })).toEqual(['<', '']);
  expect(await page({ around: 3 })).toEqual([...head, ...sent(1, 10), '10 member:added', '', '>']);
  expect(await page({ around: 20 })).toEqual([...sent(15, 20), '20 member:added', ...sent(21, 24), '<', '>']);
  const { message } = await world.ask(queries.message, { by: bob.id, messageId: id });
  expect(message).toMatchObject({
    kind: 'system',
    ordinal: 25,
    text: '',
    senderId: ann.id,
    system: { type: 'member:role', userId: bob.id, role: 'admin' },
  });
  expect(await world.refusal(queries.messageHistory, { by: bob.id, messageId: id })).toBe('not_found');
  expect((await chatOf(bob, group)).lastMessage).toMatchObject({ ordinal: 25, kind: 'user' });
});

test('at most 200 notices a page; those of one place that are more are left out, the oldest first', async () => {
  const { story } = world;
  const group = await story.group(ann, [bob]);
  await story.say(group, ann, 'm1');
  for (let i = 0; i < 120; i++) await story.update(group, ann, { name: `a${i}` });
  await story.say(group, ann, 'm2');
  for (let i = 0; i < 120; i++) await story.update(group, ann, { name: `b${i}` });
  await story.say(group, ann, 'm3');
  for (let i = 0; i < 210; i++) await story.update(group, ann, { name: `c${i}` });
  const names = (page: Awaited<ReturnType<typeof history>>) =>
    page.messages.map(({ system, text }) => (system && 'name' in system ? system.name : text));
  const newest = await history(bob, group);
  expect(newest.messages).toHaveLength(201);
  expect([names(newest)[0], names(newest)[1], names(newest).at(-1)]).toEqual(['m3', 'c10', 'c209']);
  expect(newest).toMatchObject({ hasBefore: true, hasAfter: false });
  const middle = await history(bob, group, { before: 3 });
  expect([names(middle)[0], names(middle).length, middle.hasBefore]).toEqual(['m2', 121, true]);
  const oldest = await history(bob, group, { before: 2 });
  expect([names(oldest)[1], names(oldest).length, oldest.hasBefore]).toEqual(['m1', 122, false]);
  expect(await history(bob, group, { after: 0 })).toMatchObject({ hasAfter: true });
});

test('a message id in two chats has to be told apart, unless only one is visible', async () => {
  const { story, ask, refusal } = world;
  const [here, there] = [await story.group(ann, [bob]), await story.group(ann, [bob, carl])];
  const id = newId();
  await story.say(here, ann, 'here', { id });
  await story.say(there, ann, 'there', { id });
  const endpoints = [queries.message, queries.messageHistory, queries.messageReceipts] as const;
  for (const endpoint of endpoints) {
    expect(await refusal(endpoint, { by: ann.id, messageId: id })).toBe('ambiguous');
    await ask(endpoint, { by: ann.id, messageId: id, chatId: here });
  }
  expect((await ask(queries.messageHistory, { by: carl.id, messageId: id })).edits).toMatchObject([{ text: 'there' }]);
});
