import { append } from '@messenger/event-store';
import { newId } from '@messenger/kit';
import type { Push } from '@messenger/proto';
import { subjects } from '@messenger/proto';
import { atBest, http, WireSocket } from '@messenger/testkit';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { profileChanged, receiptsMoved } from '../src/live/events.fixture.ts';
import { type Caller, type Door, openDoor } from './door.ts';
import { GroupChat } from './group-chat.ts';

let door: Door;
let ann: Caller;
let bob: Caller;
let eve: Caller;
const group = new GroupChat();
const sockets: WireSocket[] = [];

beforeAll(async () => {
  door = await openDoor({ endpoints: group.standIns() });
  [ann, bob, eve] = [door.caller(), door.caller(), door.caller()];
  await group.create(door, [ann.userId, bob.userId]);
});
afterAll(() => door[Symbol.asyncDispose]());
afterEach(() => {
  for (const socket of sockets.splice(0)) socket.close();
});

async function connect(caller: Caller, url = door.url): Promise<WireSocket> {
  const socket = new WireSocket(url);
  sockets.push(socket);
  await socket.hello(caller.token);
  await socket.ready();
  return socket;
}

const add = (caller: Caller) =>
  group.tell(door, 'MembersAdded', ann.userId, { members: [{ userId: caller.userId, role: 'member' }] });
const remove = (caller: Caller) => group.tell(door, 'MemberRemoved', ann.userId, { userId: caller.userId });
const of = (type: string) => (frame: Push) => frame.type === type;
const versionsOf = (frames: Push[]) => frames.flatMap(({ version }) => (version === undefined ? [] : [version]));

test('who is added while others talk gets the chat whole, then every event above it, on each gateway', async () => {
  const elsewhere = await door.another();
  const [anns, ...eves] = await Promise.all([connect(ann), connect(eve), connect(eve, elsewhere)]);
  for (let i = 0; i < 20; i++) await group.say(door, bob.userId);
  const added = await add(eve);
  for (let i = 0; i < 50; i++) await group.say(door, bob.userId);
  for (const socket of eves) await socket.until(of('chat:added'), 'the chat');
  const last = (await group.say(door, bob.userId)).version;
  for (const socket of [anns, ...eves]) await socket.until(({ version }) => version === last, 'the last event');
  expect(anns.frames.find(of('member:added'))).toMatchObject({ version: added.version });
  for (const { frames } of eves) {
    const [first, ...rest] = frames.filter(({ type }) => type !== 'ready');
    expect(first).toMatchObject({ type: 'chat:added', chatId: group.id });
    const { version } = (first!.data as { chat: { version: number } }).chat;
    expect(version).toBeGreaterThanOrEqual(added.version);
    expect(versionsOf(rest).filter((each) => each > version)).toEqual(
      Array.from({ length: last - version }, (_, i) => version + 1 + i),
    );
  }
});

test('removed at one event, not one byte of the next reaches any socket or poll', async () => {
  const eves = await Promise.all([connect(eve), connect(eve)]);
  const bobs = await connect(bob);
  const polled: Push[] = [];
  const headers = { authorization: `Bearer ${eve.token}` };
  const sync = (query: string) =>
    http<{ cursor: string; events: Push[] }>(door.url, 'GET', `/api/sync?${query}`, { headers });
  let { cursor } = (await sync('')).body;
  let done = false;
  const polling = (async () => {
    // Once more after all has happened, and until it has been told, however far behind it is.
    for (let told = false, over = false; !told || !over; ) {
      over = done;
      const { body } = await sync(`cursor=${cursor}&wait=1`);
      polled.push(...body.events);
      cursor = body.cursor;
      told = polled.some(({ type }) => type === 'chat:removed');
    }
  })();

  const began = performance.now();
  let removedAt = 0;
  for (let i = 0; i < 200; i++) {
    if (i === 100) removedAt = (await remove(eve)).version;
    await group.say(door, bob.userId);
    const ahead = i * 5 - (performance.now() - began);
    if (ahead > 0) await new Promise((resolve) => setTimeout(resolve, ahead));
  }
  const last = group.version;
  await bobs.until(({ version }) => version === last, 'the last event');
  done = true;
  await polling;
  for (const frames of [...eves.map((socket) => socket.frames), polled]) {
    const about = frames.filter(({ chatId }) => chatId === group.id);
    expect(about.at(-1)?.type).toBe('chat:removed');
    expect(versionsOf(about).length).toBeGreaterThan(20);
    expect(Math.max(...versionsOf(about))).toBeLessThan(removedAt);
  }
  const again = await connect(eve);
  await again.ask('ping', {});
  expect(again.frames.filter(({ chatId }) => chatId === group.id)).toEqual([]);
  await expect(again.ask('typing:start', { chatId: group.id })).rejects.toThrow('not_found');
});

test('typing in a group reaches the other members, several at once', async () => {
  await add(eve);
  const [anns, bobs, eves] = await Promise.all([ann, bob, eve].map((caller) => connect(caller)));
  await Promise.all([bobs!, eves!].map((socket) => socket.ask('typing:start', { chatId: group.id })));
  const typing = (caller: Caller) => (frame: Push) =>
    frame.type === 'typing:start' && (frame.data as { userId: string }).userId === caller.userId;
  await anns!.until(typing(bob), 'bob types');
  await anns!.until(typing(eve), 'eve types');
  await bobs!.until(typing(eve), 'eve types');
  await bobs!.ask('ping', {});
  expect(bobs!.frames.filter(typing(bob))).toEqual([]);
  await remove(eve);
});

test('a member who leaves, and all when the group is deleted', async () => {
  const leaving = new GroupChat();
  const created = await leaving.create(door, [ann.userId, bob.userId, eve.userId]);
  const [anns, bobs] = await Promise.all([connect(ann), connect(bob)]);
  const second = new GroupChat();
  await second.create(door, [ann.userId, bob.userId]);
  await second.tell(door, 'MemberLeft', ann.userId, { newOwnerId: bob.userId, closed: false });
  const deleted = await second.tell(door, 'ChatDeleted', bob.userId, {});
  await second.tell(door, 'MessageSent', bob.userId, { ordinal: 1, text: 'x', attachments: [], replyTo: null });
  const marker = await group.say(door, bob.userId);
  for (const socket of [anns, bobs]) await socket.until(({ id }) => id === marker.id, 'what comes after');
  const typesAt = (socket: WireSocket) =>
    socket.frames.filter(({ chatId }) => chatId === second.id).map(({ type }) => type);
  expect(typesAt(anns)).toEqual(['chat:added', 'chat:created', 'chat:removed']);
  expect(typesAt(bobs)).toEqual(['chat:added', 'chat:created', 'member:left', 'chat:deleted']);
  expect(bobs.frames.find(({ id }) => id === deleted.id)).toMatchObject({ version: 3, data: {} });
  expect(created.version).toBe(1);
});

test('receipts and profiles reach those whom they concern, from their streams', async () => {
  const [anns, bobs, eves] = await Promise.all([ann, bob, eve].map((caller) => connect(caller)));
  const put = (subject: string, event: object) =>
    append(door.operator, { subject, expected: 0, payload: JSON.stringify(event) });
  const own = await group.say(door, ann.userId);
  const { ordinal } = own.data as { ordinal: number };
  const cursors = { [ann.userId]: [0, 0], [bob.userId]: [ordinal, ordinal] };
  await put(subjects.receipts(group.id), receiptsMoved(newId(), group.id, cursors));
  const read = await anns!.until(of('message:read'), 'that it was read');
  expect(read).toMatchObject({ chatId: group.id, data: { upTo: ordinal, count: 1 }, cursor: expect.any(String) });
  expect(await bobs!.until(of('chat:read'), 'own reading')).toMatchObject({ data: { upTo: ordinal } });

  const changed = profileChanged(newId(), bob.userId, 'Bob the Second');
  await put(subjects.userEvents(bob.userId), changed);
  const told = await anns!.until(of('user:updated'), 'the new name');
  expect(told).toMatchObject({ id: changed.id, data: { user: { id: bob.userId, displayName: 'Bob the Second' } } });
  await bobs!.until(of('user:updated'), 'the own new name');
  const marker = await add(eve);
  await eves!.until(({ id }) => id === marker.id, 'what comes after');
  expect(eves!.frames.filter(({ type }) => type !== 'ready').map(({ type }) => type)).toEqual(['chat:added']);
});

test('a session that is ended closes its sockets on every gateway within a second, and no others', async () => {
  const elsewhere = await door.another();
  const phone = await connect(ann);
  const end = async () => {
    const laptop = door.caller({ userId: ann.userId });
    const [here, there] = await Promise.all([connect(laptop), connect(laptop, elsewhere)]);
    const began = performance.now();
    await door.endSession(laptop.sessionId);
    for (const socket of [here, there]) {
      expect((await socket.closed).code).toBe(4401);
      expect(socket.frames.at(-1)?.type).toBe('session:revoked');
    }
    return performance.now() - began;
  };
  expect(await atBest(1_000, end)).toBeLessThan(1_000);
  await phone.ask('ping', {});
});
