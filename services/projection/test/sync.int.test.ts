import { newId } from '@messenger/kit';
import { type Chat, type Push, queries, type UserCard } from '@messenger/proto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

let world: World;
let ann: UserCard;
let bob: UserCard;
let carl: UserCard;
beforeAll(async () => {
  world = await openWorld({ chatShards: 2 });
  await world.startProjection();
  ann = await world.story.user('Ann');
  bob = await world.story.user('Bob');
  carl = await world.story.user('Carl');
});
afterAll(() => world[Symbol.asyncDispose]());

const brief = (push: Push) => [push.type, push.chatId, push.version];

test('without a cursor: the present alone', async () => {
  const { story, ask, end } = world;
  const [me, you] = [await story.user('Present'), await story.user('You')];
  await story.befriend(me, you);
  const asked = await story.user('Asked');
  await story.contact('ContactRequested', me, asked);
  const chats = [await story.direct(me, you), await story.group(you, [me, ann]), await story.group(me, [you])];
  await story.group(you, [ann]);
  expect(await ask(queries.sync, { by: me.id })).toEqual({
    position: await end(),
    reset: false,
    more: false,
    events: [],
    chats: [...chats].sort(),
    contacts: [you.id],
  });
});

test('every event missed since the cursor, in the order of its stream, of the own chats alone', async () => {
  const { story, end, sync } = world;
  const chats = [await story.group(ann, [bob]), await story.group(ann, [bob]), await story.group(ann, [carl])];
  for (const chat of chats) await story.say(chat, ann, 'before');
  const cursor = await end();
  for (let i = 0; i < 20; i++) await story.say(chats[i % 3]!, ann, `m${i}`);
  const { events, position, more, reset } = await sync(bob.id, cursor);
  expect({ position, more, reset }).toEqual({ position: await end(), more: false, reset: false });
  for (const chat of chats.slice(0, 2)) {
    const its = events.filter((push) => push.chatId === chat);
    expect(its.map((push) => push.version)).toEqual(Array.from({ length: its.length }, (_, i) => i + 3));
    expect(its).toHaveLength(7);
  }
  expect(events.filter((push) => push.chatId === chats[2])).toEqual([]);
  expect((await sync(bob.id, position)).events).toEqual([]);
});

test('a chat joined since comes whole, without its events; what follows is told event by event', async () => {
  const { story, end, sync } = world;
  const cursor = await end();
  const chat = await story.direct(bob, carl);
  for (let i = 0; i < 3; i++) await story.say(chat, bob, `m${i}`);
  const first = await sync(carl.id, cursor);
  expect(first.events.map(brief)).toEqual([['chat:added', chat, undefined]]);
  expect(first.events[0]!.data).toMatchObject({ chat: { id: chat, version: 4, unread: 3, lastOrdinal: 3 } });
  expect(first.chats).toContain(chat);
  await story.say(chat, bob, 'm3');
  const second = await sync(carl.id, first.position);
  expect(second.events.map(brief)).toEqual([['message:new', chat, 5]]);
});

test('more than 500 missed events of a chat are one reset', async () => {
  const { story, end, sync } = world;
  const [full, over] = [await story.group(ann, [bob]), await story.group(ann, [bob])];
  const cursor = await end();
  for (let i = 0; i < 500; i++) await story.say(full, ann, `m${i}`);
  for (let i = 0; i < 501; i++) await story.say(over, ann, `m${i}`);
  const { events } = await sync(bob.id, cursor);
  expect(events.filter((push) => push.chatId === full)).toHaveLength(500);
  const [reset, ...others] = events.filter((push) => push.chatId === over);
  expect(others).toEqual([]);
  expect(reset).toEqual({ type: 'chat:reset', chatId: over, version: 502, data: { version: 502 } });
  expect((await sync(bob.id, cursor, 20_000)).events).toEqual(events);
});

test('contacts as they stand now, told once', async () => {
  const { story, end, sync } = world;
  const [dan, eve, fay] = [await story.user('Dan'), await story.user('Eve'), await story.user('Fay')];
  const cursor = await end();
  await story.befriend(dan, eve);
  const asked = await story.contact('ContactRequested', fay, dan);
  const { events, contacts } = await sync(dan.id, cursor);
  expect(events.map((push) => push.type)).toEqual(['contact:accepted', 'contact:requested']);
  expect(events[1]).toMatchObject({ id: asked.id, by: fay.id, at: asked.at });
  expect(events[1]!.data).toEqual({ id: expect.any(String), user: fay, direction: 'incoming' });
  expect(events[0]!.data).toMatchObject({ user: eve, direction: 'outgoing' });
  expect(contacts).toEqual([eve.id]);
  await story.contact('ContactRemoved', dan, eve);
  const later = await sync(eve.id, await end());
  expect(later).toMatchObject({ events: [], contacts: [] });
  const all = await sync(eve.id, cursor);
  expect(all.events.map((push) => push.type)).toEqual(['contact:removed']);
});

test('who was removed since is told so, and nothing else of that chat', async () => {
  const { story, end, sync, sql, ask } = world;
  const chat = await story.group(ann, [bob]);
  const cursor = await end();
  const { seq } = await story.say(chat, ann, 'secret');
  await ask(queries.chat, { by: bob.id, chat });
  await sql('update members set removed = true, seq = $1 where chat_id = $2 and user_id = $3', [seq, chat, bob.id]);
  const { events, chats } = await sync(bob.id, cursor);
  expect(events).toEqual([{ type: 'chat:removed', chatId: chat, data: {} }]);
  expect(chats).not.toContain(chat);
});

test('a changed profile is told to those it concerns', async () => {
  const { story, end, sync, sql, ask } = world;
  const [gil, hal, ian] = [await story.user('Gil'), await story.user('Hal'), await story.user('Ian')];
  await story.befriend(gil, hal);
  const cursor = await end();
  await story.user('Later');
  const now = await end();
  await ask(queries.me, { by: gil.id });
  const seq = /\.d-(\d+)/.exec(now)![1];
  await sql('update users set display_name = $1, version = 2, seq = $2 where id = $3', ['Gilbert', seq, gil.id]);
  const { events } = await sync(hal.id, cursor);
  expect(events).toMatchObject([{ type: 'user:updated', data: { user: { id: gil.id, displayName: 'Gilbert' } } }]);
  expect((await sync(gil.id, cursor)).events).toHaveLength(1);
  expect((await sync(ian.id, cursor)).events).toEqual([]);
});

test('what one sets for oneself alone is told to nobody else', async () => {
  const { story, end, sync, sql } = world;
  const [gil, hal] = [await story.user('Gil'), await story.user('Hal')];
  await story.befriend(gil, hal);
  const told = async (by: { id: string }, cursor: string) => (await sync(by.id, cursor)).events.length;
  const before = await end();
  await story.profile(gil, { displayName: 'Gilbert', cardChanged: true });
  const named = await end();
  await story.profile(gil, { displayName: 'Gilbert', presence: 'invisible', cardChanged: false });
  const hidden = await end();
  await story.profile(gil, { displayName: 'Gilbert', readReceipts: false, cardChanged: false });
  expect([await told(gil, named), await told(gil, hidden)]).toEqual([1, 1]);
  expect([await told(hal, before), await told(hal, named), await told(hal, hidden)]).toEqual([1, 0, 0]);
  // The release before does not say, and moves on past what is known to be quiet.
  await story.profile(gil, { displayName: 'Gilbert' });
  expect(await told(hal, hidden)).toBe(1);
  await sql(`update users set quiet = int8range(1, seq) where id = $1`, [gil.id]);
  expect(await told(hal, hidden)).toBe(1);
});

test('a cursor that is not of this log: load afresh', async () => {
  const { ask, end } = world;
  const now = await end();
  const ahead = now.replace(/\.c1-\d+/, '.c1-999999');
  const otherEvent = now.replace(/(\.c0-\d+-)[0-9a-f]{6}/, '$1000000');
  const eventOfNone = now.replace(/\.c0-\d+-/, '.c0-0-');
  expect(new Set([now, otherEvent, eventOfNone]).size).toBe(3);
  const notOurs = ['', 'x', `ffffffff${now.slice(8)}`, `${now}\n`, now.replaceAll('.', ';')];
  for (const cursor of [...notOurs, ahead, otherEvent, eventOfNone]) {
    const page = await ask(queries.sync, { by: ann.id, cursor });
    expect(page, cursor).toMatchObject({ reset: true, more: false, events: [], position: await end() });
    expect(page.chats.length, cursor).toBeGreaterThan(0);
  }
});

test('a cursor that does not say which event it saw is taken at its sequence, as before', async () => {
  const { story, end, sync } = world;
  const chat = await story.group(ann, [bob]);
  const cursor = (await end()).replaceAll(/-[0-9a-f]{6}(?=\.|$)/g, '');
  await story.say(chat, ann, 'missed');
  expect((await sync(bob.id, cursor)).events.map(brief)).toEqual([['message:new', chat, 2]]);
});

test('a note in a cursor that does not fit is ignored', async () => {
  const { story, end, sync } = world;
  const chat = await story.group(ann, [bob]);
  const cursor = await end();
  await story.say(chat, ann, 'hello');
  const { events } = await sync(bob.id, cursor);
  for (const note of ['~c0-5-3', '~c7-0-1', '~c0-999999-9999999', '~', '~c0-1']) {
    expect((await sync(bob.id, cursor + note)).events).toEqual(events);
  }
});

test('pages of any size bring the same as one page, also while the log grows', { timeout: 120_000 }, async () => {
  const { story, end, ask, sync } = world;
  const me = await story.user('Paged');
  const friends = [await story.user('P1'), await story.user('P2'), await story.user('P3')];
  const chats: string[] = [];
  for (const friend of friends) chats.push(await story.group(me, [friend]), await story.direct(me, friend));
  const cursors: string[] = [];
  const held = new Map<string, Map<string, number>>();
  const versions = async () => {
    const { chats } = await ask(queries.chats, { by: me.id, limit: 100 });
    return new Map(chats.map((chat) => [chat.id, chat.version]));
  };
  const mark = async () => {
    const cursor = await end();
    cursors.push(cursor);
    held.set(cursor, await versions());
  };
  await mark();
  let message = 0;
  const talk = async (times: number) => {
    for (let i = 0; i < times; i++) {
      const chat = chats[(message * 7 + i) % chats.length]!;
      await story.say(chat, friends[0]!, `m${message++} ${'x'.repeat((message * 37) % 900)}`);
    }
  };
  await talk(60);
  await story.befriend(me, friends[0]!);
  await mark();
  chats.push(await story.group(friends[1]!, [me]));
  await talk(80);
  await story.contact('ContactRequested', friends[2]!, me);
  for (let i = 0; i < 510; i++) await story.say(chats[0]!, friends[1]!, `busy ${i}`);
  await mark();
  await talk(60);

  const whole = new Map<string, Push[]>();
  for (const cursor of cursors) whole.set(cursor, (await sync(me.id, cursor, 900_000)).events);
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...cursors), fc.integer({ min: 1024, max: 40_000 }), async (cursor, maxBytes) => {
      const paged = await sync(me.id, cursor, maxBytes);
      expect(paged.events).toEqual(whole.get(cursor));
      expect(paged.position).toBe(await end());
    }),
    { numRuns: 25 },
  );

  // While pages are read, more is said: a client that applies them by their versions finds no hole.
  for (const cursor of cursors) {
    const client = new Map(held.get(cursor));
    let at = cursor;
    for (let pages = 0; ; pages++) {
      const page = await ask(queries.sync, { by: me.id, cursor: at, maxBytes: 30_000 });
      for (const push of page.events as Push[]) apply(client, push);
      at = page.position;
      if (!page.more) break;
      if (pages < 5) await talk(7);
    }
    expect(client).toEqual(await versions());
  }
});

/** What a client does with a numbered push: next one, old one, or a hole. */
function apply(client: Map<string, number>, { type, chatId = '', version = 0, data }: Push): void {
  if (type.startsWith('contact:')) return;
  if (type === 'chat:added') client.set(chatId, (data as { chat: Chat }).chat.version);
  else if (type === 'chat:reset') client.set(chatId, version);
  else if (version === (client.get(chatId) ?? 0) + 1) client.set(chatId, version);
  else expect(version, `a hole in ${chatId}`).toBeLessThanOrEqual(client.get(chatId) ?? 0);
}

test('in a group the author is told of each message up to which others came, whatever was said after it', async () => {
  const { story, end, sync } = world;
  const chat = await story.group(ann, [bob, carl]);
  await story.say(chat, ann, 'first');
  await story.say(chat, bob, 'hm');
  const cursor = await end();
  await story.receipts(chat, bob, { [bob.id]: { delivered: 2, read: 2, shownRead: 2 } });
  await story.say(chat, ann, 'third');
  const told = async () =>
    (await sync(ann.id, cursor)).events.flatMap(({ type, data }) =>
      type.startsWith('message:new') ? [] : [[type, data]],
    );
  const first = (count: number) => ({ upTo: 1, count });
  const sortedBy = (events: unknown[][]) => events.map((event) => JSON.stringify(event)).sort();
  expect(sortedBy(await told())).toEqual(
    sortedBy([
      ['message:delivered', first(1)],
      ['message:read', first(1)],
    ]),
  );
  await story.receipts(chat, carl, {
    [bob.id]: { delivered: 2, read: 2, shownRead: 2 },
    [carl.id]: { delivered: 3, read: 3, shownRead: 0 },
  });
  expect(sortedBy(await told())).toEqual(
    sortedBy([
      ['message:delivered', first(2)],
      ['message:delivered', { upTo: 3, count: 1 }],
      ['message:read', first(1)],
    ]),
  );
});

test('a position that is not reached in time gets no answer rather than a stale one', async () => {
  const { end, refusal } = world;
  const beyond = (await end()).replace(/\.d-(\d+)/, (_, seq) => `.d-${Number(seq) + 1}`);
  const startedAt = performance.now();
  expect(await refusal(queries.contacts, { by: ann.id, minPosition: beyond })).toBe('unavailable');
  expect(performance.now() - startedAt).toBeGreaterThan(1_900);
  // What was seen of another log says nothing about this one.
  const other = `ffffffff${beyond.slice(8)}`;
  for (const minPosition of [other, 'nonsense', `${(await end()).slice(0, 8)}.r7-99999`]) {
    expect((await world.ask(queries.me, { by: ann.id, minPosition })).user.id).toBe(ann.id);
  }
  expect(await refusal(queries.me, { by: newId() })).toBe('not_found');
});
