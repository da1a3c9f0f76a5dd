import { newId, pairId } from '@messenger/kit';
import { type Attachment, messageMeta, queries, type UserCard } from '@messenger/proto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openWorld, type World } from './world.ts';

let world: World;
let ann: UserCard;
let bob: UserCard;
let eve: UserCard;
beforeAll(async () => {
  world = await openWorld();
  await world.startProjection();
  ann = await world.story.user('Ann Ångström', 'ann_a');
  bob = await world.story.user('Bob', 'Bobby');
  eve = await world.story.user('Eve', 'eve_x');
  await world.story.befriend(ann, bob);
});
afterAll(() => world[Symbol.asyncDispose]());

test('one sees oneself, contacts, whoever a request is pending with and members of a shared chat, no stranger', async () => {
  const { story, ask, refusal } = world;
  const [carl, dora, gus] = [await story.user('Carl'), await story.user('Dora'), await story.user('Gus')];
  await story.contact('ContactRequested', carl, ann);
  await story.group(dora, [ann]);
  const profile = async (by: UserCard, userId: string) => (await ask(queries.user, { by: by.id, userId })).user;
  expect(await profile(ann, ann.id)).toMatchObject({ ...ann, presence: 'online', readReceipts: true });
  for (const other of [bob, carl, dora]) {
    const seen = await profile(ann, other.id);
    expect(seen).toMatchObject({ ...other, createdAt: expect.stringMatching(/Z$/) });
    expect(seen).not.toHaveProperty('presence');
    expect(await profile(other, ann.id)).toMatchObject(ann);
  }
  expect(await refusal(queries.user, { by: ann.id, userId: gus.id })).toBe('not_found');
  expect(await refusal(queries.user, { by: ann.id, userId: newId() })).toBe('not_found');
  const userIds = [ann, bob, carl, dora, gus].map(({ id }) => id);
  const { users } = await ask(queries.users, { by: ann.id, userIds: [...userIds, newId()] });
  expect(users.map(({ id }) => id).sort()).toEqual([ann, bob, carl, dora].map(({ id }) => id).sort());
  expect(users.find(({ id }) => id === bob.id)).toEqual(await profile(ann, bob.id));
  expect((await ask(queries.me, { by: bob.id })).user).toMatchObject({ ...bob, presence: 'online' });
  expect(await refusal(queries.me, { by: newId() })).toBe('not_found');
  await story.contact('ContactWithdrawn', carl, ann);
  expect(await refusal(queries.user, { by: ann.id, userId: carl.id })).toBe('not_found');
});

test('contacts and requests as they stand', async () => {
  const { story, ask } = world;
  const [ida, jon, kim] = [await story.user('Ida'), await story.user('Jon'), await story.user('Kim')];
  const asked = await story.contact('ContactRequested', jon, ida);
  await story.contact('ContactRequested', ida, kim);
  const requests = (by: UserCard) => ask(queries.contactRequests, { by: by.id });
  const request = { id: pairId(ida.id, jon.id), at: asked.at };
  expect(await requests(ida)).toMatchObject({ incoming: [{ ...request, user: jon }], outgoing: [{ user: kim }] });
  expect(await requests(jon)).toMatchObject({ incoming: [], outgoing: [{ ...request, user: ida }] });

  const { at } = await story.contact('ContactAccepted', jon, ida);
  await story.contact('ContactRejected', ida, kim);
  expect(await requests(ida)).toEqual({ incoming: [], outgoing: [] });
  const contacts = async (by: UserCard) => (await ask(queries.contacts, { by: by.id })).contacts;
  expect(await contacts(ida)).toEqual([{ user: jon, since: at }]);
  expect(await contacts(jon)).toEqual([{ user: ida, since: at }]);
  expect(await contacts(kim)).toEqual([]);
  await story.contact('ContactRemoved', jon, ida);
  expect(await contacts(ida)).toEqual([]);
});

test('users are found by a part of either name, whatever the case and accents, the best first', async () => {
  const { story, ask } = world;
  const me = await story.user('Searcher');
  const zoe = await story.user('Zoë Müller', 'zmueller');
  const part = await story.user('Anna Muller-Meier', 'xx_muller');
  const start = await story.user('Nobody', 'mullerine');
  const exact = await story.user('Somebody', 'Muller');
  const percent = await story.user('100% sure', 'percent1');
  const chinese = await story.user('王小明', 'wang_x');
  await story.befriend(me, zoe);
  await story.contact('ContactRequested', start, me);
  await story.contact('ContactRequested', me, exact);
  const search = async (q: string, limit = 20) => (await ask(queries.userSearch, { by: me.id, q, limit })).users;
  expect(await search('MULLER')).toEqual([
    { ...exact, contact: 'outgoing' },
    { ...start, contact: 'incoming' },
    { ...part, contact: 'none' },
    { ...zoe, contact: 'contact' },
  ]);
  expect(await search('müLLer', 2)).toHaveLength(2);
  expect(await search('zoe m')).toMatchObject([zoe]);
  expect(await search('@searcher')).toMatchObject([{ ...me, contact: 'self' }]);
  expect(await search('0% s')).toMatchObject([percent]);
  expect(await search('%')).toMatchObject([percent]);
  expect(await search('％')).toMatchObject([percent]);
  expect(await search('小')).toMatchObject([chinese]);
  expect(await search('\\')).toEqual([]);
  expect(await search(' ')).toEqual([]);
  expect(await search('no such name')).toEqual([]);
});

test('a direct chat as each of the two sees it', async () => {
  const { story, ask, refusal } = world;
  const id = await story.direct(ann, bob);
  const chat = async (by: UserCard, chat = id) => (await ask(queries.chat, { by: by.id, chat })).chat;
  expect(await chat(ann)).toMatchObject({
    id,
    kind: 'direct',
    members: expect.arrayContaining([expect.objectContaining({ userId: ann.id, role: 'member' })]),
    memberCount: 2,
    version: 1,
    lastOrdinal: 0,
    lastMessage: null,
    unread: 0,
    peerReadUpTo: 0,
    closed: false,
    settings: { muted: false, mutedUntil: null, notify: 'all' },
  });
  await story.say(id, ann, 'one');
  await story.say(id, ann, 'two');
  await story.say(id, bob, 'three');
  const { id: messageId } = await story.say(id, ann, 'four');
  await story.close(id, ann);
  expect(await chat(ann)).toMatchObject({ version: 6, lastOrdinal: 4, unread: 1, closed: true });
  expect(await chat(bob)).toMatchObject({ unread: 3, lastMessage: { id: messageId, text: 'four', ordinal: 4 } });
  await story.reopen(id, ann);
  expect(await chat(bob)).toMatchObject({ version: 7, closed: false });
  expect(await refusal(queries.chat, { by: eve.id, chat: id })).toBe('not_found');
  expect(await refusal(queries.chat, { by: ann.id, chat: newId() })).toBe('not_found');
  expect(await refusal(queries.chat, { by: ann.id, chat: 'no-such-slug' })).toBe('not_found');
});

test('unread counts follow the read ordinal, without the own messages after it', async () => {
  const { story, ask } = world;
  const [lea, max] = [await story.user('Lea'), await story.user('Max')];
  const id = await story.direct(lea, max);
  const authors = [lea, max, max, lea, lea, max, lea, max, max, lea];
  for (const author of authors) await story.say(id, author, 'hello');
  for (let read = 0; read <= authors.length; read++) {
    await story.receipts(id, lea, { [lea.id]: { delivered: read, read, shownRead: 0 } });
    const { chat } = await ask(queries.chat, { by: lea.id, chat: id });
    const unread = authors.slice(read).filter((author) => author === max).length;
    expect(chat).toMatchObject({ unread, readUpTo: read, deliveredUpTo: read });
  }
});

test('the chat list: newest activity first, page by page, each chat once', async () => {
  const { story, ask, refusal } = world;
  const me = await story.user('Lister');
  const ids: string[] = [];
  for (let i = 0; i < 7; i++) ids.push(await story.group(me, [bob], { name: `G${i}` }));
  const direct = await story.direct(me, bob);
  await story.say(ids[2]!, bob, 'newest but one');
  await story.say(ids[4]!, bob, 'newest');
  const order = [ids[4], ids[2], direct, ids[6], ids[5], ids[3], ids[1], ids[0]];

  const all = await ask(queries.chats, { by: me.id, limit: 100 });
  expect(all.chats.map((chat) => chat.id)).toEqual(order);
  expect(all.nextCursor).toBeNull();
  expect(all.chats[0]).toMatchObject({
    unread: 1,
    lastMessage: { text: 'newest' },
    me: { role: 'owner' },
    ownerId: me.id,
  });
  expect(all.chats[0]).not.toHaveProperty('members');
  expect(all.chats[2]!.members).toHaveLength(2);

  const paged: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<typeof all> = await ask(queries.chats, { by: me.id, limit: 3, ...(cursor ? { cursor } : {}) });
    paged.push(...page.chats.map((chat) => chat.id));
    cursor = page.nextCursor;
  } while (cursor !== null);
  expect(paged).toEqual(order);
  expect(await ask(queries.chats, { by: eve.id, limit: 5 })).toEqual({ chats: [], nextCursor: null });
  for (const bad of ['x', '1.2', `9999999999999999.${newId()}`, `1.${newId()}.x`]) {
    expect(await refusal(queries.chats, { by: me.id, limit: 3, cursor: bad })).toBe('validation_failed');
  }
});

test('a group is found by its slug, with everyone in it', async () => {
  const { story, ask, refusal } = world;
  const id = await story.group(ann, [bob], { name: 'Böll', slug: 'boell' });
  const { chat } = await ask(queries.chat, { by: bob.id, chat: 'boell' });
  expect(chat).toMatchObject({ id, name: 'Böll', slug: 'boell', ownerId: ann.id, me: { role: 'member' } });
  expect(chat.members!.map((member) => member.role).sort()).toEqual(['member', 'owner']);
  expect(chat).not.toHaveProperty('peerReadUpTo');
  expect(await refusal(queries.chat, { by: eve.id, chat: 'boell' })).toBe('not_found');
});

test('history in pages by ordinal, in both directions and around a message', async () => {
  const { story, ask, refusal } = world;
  const id = await story.group(ann, [bob]);
  for (let i = 1; i <= 25; i++) await story.say(id, i % 2 ? ann : bob, `m${i}`);
  const page = async (place: { before?: number; after?: number; around?: number; limit?: number }) => {
    const got = await ask(queries.messages, { by: bob.id, chat: id, limit: 10, ...place });
    expect(got.version).toBe(26);
    const sent = got.messages.filter((m) => m.kind === 'user');
    return { ordinals: sent.map((m) => m.ordinal), before: got.hasBefore, after: got.hasAfter };
  };
  const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, i) => from + i);
  expect(await page({})).toEqual({ ordinals: range(16, 25), before: true, after: false });
  expect(await page({ before: 16 })).toEqual({ ordinals: range(6, 15), before: true, after: true });
  expect(await page({ before: 6 })).toEqual({ ordinals: range(1, 5), before: false, after: true });
  expect(await page({ before: 1 })).toEqual({ ordinals: [], before: false, after: true });
  // The notice of the chat's making.
  expect(await page({ after: 0 })).toEqual({ ordinals: range(1, 10), before: true, after: true });
  expect(await page({ after: 20 })).toEqual({ ordinals: range(21, 25), before: true, after: false });
  expect(await page({ after: 25 })).toEqual({ ordinals: [], before: true, after: false });
  expect(await page({ after: Number.MAX_SAFE_INTEGER })).toEqual({ ordinals: [], before: true, after: false });
  expect(await page({ around: 12 })).toEqual({ ordinals: range(7, 16), before: true, after: true });
  expect(await page({ around: 2 })).toEqual({ ordinals: range(1, 10), before: false, after: true });
  expect(await page({ around: 25 })).toEqual({ ordinals: range(16, 25), before: true, after: false });
  expect(await page({ around: 12, limit: 1 })).toEqual({ ordinals: [12], before: true, after: true });
  expect(await page({ around: Number.MAX_SAFE_INTEGER })).toMatchObject({ ordinals: range(16, 25) });
  expect(await page({ limit: 100 })).toEqual({ ordinals: range(1, 25), before: false, after: false });

  const empty = await story.direct(ann, await story.user('Emma'));
  expect(await ask(queries.messages, { by: ann.id, chat: empty, limit: 10 })).toEqual({
    messages: [],
    hasBefore: false,
    hasAfter: false,
    version: 1,
  });
  expect(await refusal(queries.messages, { by: eve.id, chat: id, limit: 10 })).toBe('not_found');
  expect(await refusal(queries.messages, { by: bob.id, chat: id, limit: 10, before: 1, after: 2 })).toBe(
    'validation_failed',
  );
});

test('the messages of a chat that have images, page by page, by whoever is in it', async () => {
  const { story, ask, refusal } = world;
  const id = await story.group(ann, [bob]);
  const image = (): Attachment => ({
    id: newId(),
    mime: 'image/webp',
    bytes: 70,
    width: 2,
    height: 2,
    animated: false,
    placeholder: 'AAAA',
  });
  const page = async (place: { before?: number; after?: number }, limit = 3) => {
    const got = await ask(queries.messages, { by: bob.id, chat: id, limit, images: true, ...place });
    expect(got.messages.every(({ kind, attachments }) => kind === 'user' && attachments.length > 0)).toBe(true);
    return { ordinals: got.messages.map((m) => m.ordinal), before: got.hasBefore, after: got.hasAfter };
  };
  await story.say(id, ann, 'none yet');
  expect(await page({})).toEqual({ ordinals: [], before: false, after: false });
  for (let i = 2; i <= 15; i++) await story.say(id, ann, `m${i}`, { attachments: i % 2 ? [] : [image(), image()] });
  await story.add(id, ann, eve);
  await story.remove(id, ann, eve);
  const attachments = [image()];
  const last = await story.say(id, bob, '', { attachments });
  await story.say(id, bob, 'and a word');
  expect(await page({})).toEqual({ ordinals: [12, 14, 16], before: true, after: false });
  expect(await page({ before: 12 })).toEqual({ ordinals: [6, 8, 10], before: true, after: true });
  expect(await page({ before: 5 })).toEqual({ ordinals: [2, 4], before: false, after: true });
  expect(await page({ before: 2 })).toEqual({ ordinals: [], before: false, after: true });
  expect(await page({ after: 12 })).toEqual({ ordinals: [14, 16], before: true, after: false });
  expect(await page({ after: 16 })).toEqual({ ordinals: [], before: true, after: false });

  await story.edit(id, bob, last, 'with words');
  const newest = await ask(queries.messages, { by: ann.id, chat: id, limit: 1, images: true });
  expect(newest.messages).toMatchObject([{ id: last.id, text: 'with words', attachments }]);
  await story.delete(id, bob, last);
  expect(await page({})).toEqual({ ordinals: [10, 12, 14], before: true, after: false });
  expect(await page({}, 50)).toMatchObject({ ordinals: [2, 4, 6, 8, 10, 12, 14], before: false });

  for (const by of [eve.id, newId()]) {
    expect(await refusal(queries.messages, { by, chat: id, limit: 3, images: true })).toBe('not_found');
  }
  expect(await refusal(queries.messages, { by: bob.id, chat: id, limit: 3, images: true, around: 4 })).toBe(
    'validation_failed',
  );
});

test('a page of long messages stays below what NATS carries, and the next one goes on', async () => {
  const { story, ask } = world;
  const id = await story.group(ann, [bob]);
  const long = '𝕏'.repeat(10_000);
  for (let i = 0; i < 30; i++) await story.say(id, ann, long);
  const newest = await ask(queries.messages, { by: bob.id, chat: id, limit: 50 });
  expect(newest.messages.length).toBeLessThan(25);
  expect(newest).toMatchObject({ hasBefore: true, hasAfter: false });
  const older = await ask(queries.messages, { by: bob.id, chat: id, limit: 50, before: newest.messages[0]!.ordinal });
  expect(older.messages.at(-1)!.ordinal).toBe(newest.messages[0]!.ordinal - 1);
  const around = await ask(queries.messages, { by: bob.id, chat: id, limit: 50, around: 15 });
  expect(around.messages.map((m) => m.ordinal)).toContain(15);
  expect(around).toMatchObject({ hasBefore: true, hasAfter: true });
  const events = await ask(queries.chatEvents, { by: bob.id, chat: id, after: 0, limit: 500 });
  expect(events.truncated).toBe(true);
  const { version } = events.events.at(-1)!;
  const rest = await ask(queries.chatEvents, { by: bob.id, chat: id, after: version!, limit: 500 });
  expect([...events.events, ...rest.events].map((push) => push.version)).toEqual(
    Array.from({ length: 31 }, (_, i) => i + 1),
  );
});

test('a message by its id, with the excerpt of what it replies to', async () => {
  const { story, ask, refusal } = world;
  const [here, there] = [await story.group(ann, [bob]), await story.group(ann, [bob, eve])];
  const original = await story.say(here, bob, `${'x'.repeat(300)}`);
  const reply = await story.say(here, ann, 'quite', {
    replyTo: { messageId: original.id, ordinal: original.ordinal, senderId: bob.id },
  });
  const { message } = await ask(queries.message, { by: bob.id, messageId: reply.id });
  expect(message).toMatchObject({ id: reply.id, chatId: here, version: 3, ordinal: 2, kind: 'user', senderId: ann.id });
  expect(message).toMatchObject({ sentAt: reply.at, reactions: [], attachments: [], text: 'quite' });
  expect(message.replyTo).toEqual({
    messageId: original.id,
    ordinal: 1,
    senderId: bob.id,
    excerpt: `${'x'.repeat(199)}…`,
  });
  expect(await refusal(queries.message, { by: eve.id, messageId: reply.id })).toBe('not_found');
  expect(await refusal(queries.message, { by: bob.id, messageId: newId() })).toBe('not_found');

  await story.say(there, eve, 'the same id', { id: reply.id });
  expect(await refusal(queries.message, { by: bob.id, messageId: reply.id })).toBe('ambiguous');
  const named = await ask(queries.message, { by: bob.id, messageId: reply.id, chatId: there });
  expect(named.message).toMatchObject({ chatId: there, senderId: eve.id });
  // Whoever sees only one of the two is not told of the other.
  expect((await ask(queries.message, { by: eve.id, messageId: reply.id })).message.chatId).toBe(there);
  expect(await refusal(queries.message, { by: eve.id, messageId: reply.id, chatId: here })).toBe('not_found');
});

test('the events of a chat after a version', async () => {
  const { story, ask, refusal } = world;
  const id = await story.group(ann, [bob]);
  for (let i = 1; i <= 5; i++) await story.say(id, ann, `m${i}`);
  const events = (after: number, limit = 500) => ask(queries.chatEvents, { by: bob.id, chat: id, after, limit });
  const all = await events(0);
  expect(all.events.map((push) => [push.version, push.type])).toEqual([
    [1, 'chat:created'],
    ...[2, 3, 4, 5, 6].map((version) => [version, 'message:new']),
  ]);
  expect(all).toMatchObject({ version: 6, truncated: false });
  expect(await events(1, 2)).toMatchObject({ events: [{ version: 2 }, { version: 3 }], version: 6, truncated: true });
  expect(await events(4, 2)).toMatchObject({ events: [{ version: 5 }, { version: 6 }], truncated: false });
  expect(await events(6)).toEqual({ events: [], version: 6, truncated: false });
  expect(await events(Number.MAX_SAFE_INTEGER)).toMatchObject({ events: [] });
  const cut = await ask(queries.chatEvents, { by: bob.id, chat: id, after: 0, limit: 500, maxBytes: 1_024 });
  expect(cut).toMatchObject({ version: 6, truncated: true });
  expect(cut.events).toEqual(all.events.slice(0, cut.events.length));
  expect(cut.events.length).toBeGreaterThan(0);
  expect(JSON.stringify(cut.events).length).toBeLessThan(1_100);
  expect(await refusal(queries.chatEvents, { by: eve.id, chat: id, after: 0, limit: 5 })).toBe('not_found');
});

test('chat-command learns of an old message, once the chat is known up to a version', async () => {
  const { story, ask, refusal } = world;
  const id = await story.group(ann, [bob]);
  const sent = await story.say(id, ann, 'old');
  const meta = (messageId: string, version: number) => ask(messageMeta, { chatId: id, messageId, version });
  expect(await meta(sent.id, 2)).toEqual({
    message: {
      kind: 'user',
      senderId: ann.id,
      version: 2,
      ordinal: 1,
      sentAt: sent.at,
      deleted: false,
      attachments: 0,
      reactions: [],
    },
  });
  expect(await meta(newId(), 2)).toEqual({ message: null });
  const [first, second] = [await story.edit(id, ann, sent, 'older'), await story.edit(id, ann, sent, 'newer')];
  const editOf = async (edit: string) =>
    (await ask(messageMeta, { chatId: id, messageId: sent.id, version: 4, edit })).message?.edit;
  for (const { id, version, at } of [first, second]) expect(await editOf(id)).toEqual({ version, at });
  for (const other of [sent.id, newId()]) expect(await editOf(other)).toBeNull();
  const [given, back] = [await story.react(id, bob, sent, '🌱'), await story.unreact(id, bob, sent, '🌱')];
  const reactionOf = async (reaction: string) =>
    (await ask(messageMeta, { chatId: id, messageId: sent.id, version: 6, reaction })).message?.reaction;
  expect(await reactionOf(given.id)).toEqual({ added: true, by: bob.id, version: 5, at: given.at });
  expect(await reactionOf(back.id)).toEqual({ added: false, by: bob.id, version: 6, at: back.at });
  for (const other of [sent.id, first.id, newId()]) expect(await reactionOf(other)).toBeNull();
  const pending = meta(sent.id, 7);
  await story.say(id, bob, 'newer');
  expect((await pending).message).toMatchObject({ version: 2 });
  expect(await refusal(messageMeta, { chatId: id, messageId: sent.id, version: 9 })).toBe('unavailable');
});

test('of thousands of contacts and requests as many come as a reply holds, the newest requests, and each when it is asked for', async () => {
  const { story, ask, sql } = world;
  const [star, fan, first] = [await story.user('Star'), await story.user('Fan'), await story.user('First')];
  await story.befriend(star, fan);
  const asked = await story.contact('ContactRequested', star, first);
  await ask(queries.me, { by: star.id });
  const crowd = (standing: string) =>
    sql(
      `with crowd as (
       insert into users (id, username, display_name, presence, read_receipts, created_at, version, seq)
       select gen_random_uuid(), $3 || '_' || n, repeat('😀', 100), presence, read_receipts, created_at, 1, seq
       from users, generate_series(1, 5000) n where id = $1 returning id)
     insert into contacts
     select k.user_id, crowd.id, crowd.id, 'incoming', $3, change, crowd.id, crowd.id, k.at, 1, k.seq + row_number() over ()
     from contacts k, crowd where k.user_id = $1 and k.other_id = $2`,
      [star.id, fan.id, standing],
    );
  await crowd('requested');
  const { incoming, outgoing } = await ask(queries.contactRequests, { by: star.id });
  expect(incoming.length).toBeGreaterThan(500);
  expect(incoming[0]!.user.username).toBe('requested_5000');
  expect(outgoing).toMatchObject([{ user: first, at: asked.at }]);
  await crowd('contact');
  expect((await ask(queries.contacts, { by: star.id })).contacts.length).toBeGreaterThan(1_000);
  const [wanted] = await sql<{ id: string }>("select id from users where username = 'contact_2500'");
  for (const userId of [wanted!.id, fan.id]) {
    expect((await ask(queries.contacts, { by: star.id, userId })).contacts).toMatchObject([{ user: { id: userId } }]);
  }
  expect((await ask(queries.contacts, { by: star.id, userId: first.id })).contacts).toEqual([]);
  const one = await ask(queries.contactRequests, { by: star.id, userId: first.id });
  expect(one).toMatchObject({ incoming: [], outgoing: [{ user: first }] });
});
