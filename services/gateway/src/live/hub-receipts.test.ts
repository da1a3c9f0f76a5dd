import { directChatId } from '@messenger/kit';
import type { Cursor, Push } from '@messenger/proto';
import { expect, test } from 'vitest';
import { Collector } from './collector.fixture.ts';
import type { Unknown } from './crossed.ts';
import { chatEvent, followed, profileChanged, receiptsMoved, uuid } from './events.fixture.ts';
import { Hub, type Loads } from './hub.ts';
import { noLoads } from './loads.fixture.ts';
import { membershipOf } from './membership.ts';

const generation = '0000000a';
const zero: Cursor = { generation, streams: { DIRECTORY: 0, 'CHAT-0': 0, 'RECEIPTS-0': 0 } };
const limits = { maxEvents: 100, maxBytes: 1_000_000 };
const [ann, bob, eve] = [uuid('u', 1), uuid('u', 2), uuid('u', 3)];
const group = uuid('c', 1);
const direct = directChatId(ann, bob);
const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

function setUp(loads: Partial<Loads> = {}, chats = [group, direct]) {
  const hub = new Hub({ start: zero, limits, loads: { ...noLoads, ...loads } });
  const devices = [ann, bob, eve].map((userId) => {
    const device = new Collector(userId);
    device.membership = membershipOf(
      chats.filter((chatId) => chatId !== direct || userId !== eve),
      [],
    );
    hub.hold(device).goLive(zero);
    return device;
  });
  const seqs = { 'CHAT-0': 0, 'RECEIPTS-0': 0, DIRECTORY: 0 };
  const say = (ordinal: number, by: string) => {
    const given = { chatId: group, id: uuid('m', ordinal), by, version: ordinal };
    const data = { ordinal, text: 'hi', attachments: [], replyTo: null };
    hub.publish([followed('CHAT-0', ++seqs['CHAT-0'], chatEvent('MessageSent', given, data))]);
  };
  const move = (chatId: string, cursors: Record<string, number[]>) => {
    const seq = ++seqs['RECEIPTS-0'];
    hub.publish([followed('RECEIPTS-0', seq, receiptsMoved(uuid('r', seq), chatId, cursors))]);
  };
  const rename = () => {
    const seq = ++seqs.DIRECTORY;
    hub.publish([followed('DIRECTORY', seq, profileChanged(uuid('e', seq), bob, `Bob ${seq}`))]);
  };
  /** What came since it was last asked. */
  const told = (who: Collector) =>
    who.got
      .splice(0)
      .filter(({ push }) => push.type !== 'message:new')
      .map(({ push }): [string, unknown] => [push.type, push.data]);
  return { hub, anns: devices[0]!, bobs: devices[1]!, eves: devices[2]!, say, move, rename, told };
}

test('in a direct chat the reader is told on all devices, the peer by whom, and what is not shown is not told', () => {
  const { anns, bobs, eves, move, told } = setUp();
  move(direct, { [ann]: [3, 3, 3], [bob]: [3, 0] });
  told(anns);
  told(bobs);
  move(direct, { [ann]: [3, 3, 3], [bob]: [5, 4, 4] });
  expect(told(anns)).toEqual([
    ['message:delivered', { upTo: 5, userId: bob }],
    ['message:read', { upTo: 4, userId: bob }],
  ]);
  expect(told(bobs)).toEqual([['chat:read', { upTo: 4 }]]);
  move(direct, { [ann]: [3, 3, 3], [bob]: [5, 5, 4] });
  expect(told(anns)).toEqual([]);
  expect(told(bobs)).toEqual([['chat:read', { upTo: 5 }]]);
  expect(told(eves)).toEqual([]);
});

test('in a group each author is told once, how many are at the newest message that was gone over', () => {
  const { anns, bobs, eves, say, move, told } = setUp({ newest: async (_chat, of) => of.map(() => 0) });
  move(group, { [ann]: [0, 0], [bob]: [0, 0], [eve]: [0, 0] });
  for (const [i, by] of [ann, bob, ann, ann].entries()) say(i + 1, by);
  for (const device of [anns, bobs, eves]) told(device);
  move(group, { [ann]: [0, 0], [bob]: [0, 0], [eve]: [3, 3] });
  expect(told(anns)).toEqual([
    ['message:delivered', { upTo: 3, count: 1 }],
    ['message:read', { upTo: 3, count: 1 }],
  ]);
  expect(told(bobs)).toEqual([
    ['message:delivered', { upTo: 2, count: 1 }],
    ['message:read', { upTo: 2, count: 1 }],
  ]);
  expect(told(eves)).toEqual([['chat:read', { upTo: 3 }]]);
  move(group, { [ann]: [4, 0], [bob]: [4, 0], [eve]: [3, 3] });
  expect(told(anns)).toEqual([['message:delivered', { upTo: 4, count: 1 }]]);
  expect(told(bobs)).toEqual([['message:delivered', { upTo: 2, count: 2 }]]);
  expect(told(eves)).toEqual([]);
});

test('a message that was read before it came here: its author is told with it', () => {
  const { anns, bobs, say, move, told } = setUp({ newest: async (_chat, of) => of.map(() => 0) });
  say(1, bob);
  move(group, { [ann]: [0, 0], [bob]: [2, 2], [eve]: [2, 0] });
  told(anns);
  say(2, ann);
  expect(told(anns)).toEqual([
    ['message:delivered', { upTo: 2, count: 2 }],
    ['message:read', { upTo: 2, count: 1 }],
  ]);
  expect(told(bobs).filter(([type]) => type !== 'chat:read')).toEqual([['message:delivered', { upTo: 1, count: 1 }]]);
});

test('whose older messages were gone over is asked for; until then no cursor passes the event', async () => {
  const asked = Promise.withResolvers<number[]>();
  const of: Unknown[] = [];
  const { hub, anns, say, move, told } = setUp({
    newest: (_chat, unknown) => {
      of.push(...unknown);
      return asked.promise;
    },
  });
  say(8, bob);
  move(group, { [ann]: [0, 0], [bob]: [0, 0], [eve]: [7, 0] });
  expect(of).toEqual([
    { userId: ann, upTo: 7 },
    { userId: bob, upTo: 7 },
  ]);
  told(anns);
  say(9, bob);
  expect(anns.got.at(-1)?.cursor?.streams).toMatchObject({ 'CHAT-0': 2, 'RECEIPTS-0': 0 });
  const late = new Collector(eve);
  late.membership = membershipOf([group], []);
  const holding = hub.hold(late);
  move(group, { [ann]: [0, 0], [bob]: [7, 0], [eve]: [7, 0] });
  asked.resolve([4, 0]);
  await turn();
  expect(told(anns)).toContainEqual(['message:delivered', { upTo: 4, count: 2 }]);
  expect(hub.cursor).toEqual(hub.positions);
  expect(hub.cursor.streams['RECEIPTS-0']).toBe(2);
  expect(holding.goLive(hub.positions)).toEqual(hub.positions);
  expect(hub.heldEvents).toBe(0);
});

test('receipts reach members alone, and nothing is worked out for a chat of which nobody is here', () => {
  let asked = 0;
  const newest = async () => {
    asked++;
    return [];
  };
  const { anns, move, told } = setUp({ newest }, []);
  move(group, { [ann]: [9, 9], [bob]: [0, 0], [eve]: [7, 0] });
  expect([told(anns), asked]).toEqual([[], 0]);
});

test('a changed profile goes to those whom it concerns once that is known, the newest alone', async () => {
  const answers: ((userIds: string[]) => void)[] = [];
  const { hub, anns, eves, say, rename } = setUp({
    concerned: () => new Promise((resolve) => answers.push(resolve)),
  });
  rename();
  rename();
  say(1, bob);
  expect(anns.got.map(({ push, cursor }) => [push.type, cursor?.streams.DIRECTORY])).toEqual([['message:new', 0]]);
  const late = new Collector(ann);
  const holding = hub.hold(late);
  answers.shift()!([ann, bob]);
  await turn();
  expect(anns.got).toHaveLength(1);
  answers.shift()!([ann, bob]);
  await turn();
  const names = (pushes: Push[]) =>
    pushes
      .filter(({ type }) => type === 'user:updated')
      .map(({ data }) => (data as { user: { displayName: string } }).user.displayName);
  expect(names(anns.got.map(({ push }) => push))).toEqual(['Bob 2']);
  expect(names(eves.got.map(({ push }) => push))).toEqual([]);
  expect([answers.length, hub.cursor.streams.DIRECTORY]).toEqual([0, 2]);
  holding.goLive({ ...hub.positions, streams: { ...hub.positions.streams, DIRECTORY: 1 } });
  expect(names(late.got.map(({ push }) => push))).toEqual(['Bob 2']);
});

test('300 members who all read what 50 messages a second say: receipts are a small part of all frames', () => {
  const hub = new Hub({ start: zero, limits, loads: { ...noLoads, newest: async (_chat, of) => of.map(() => 0) } });
  const members = Array.from({ length: 300 }, (_, i) => uuid('u', i));
  const frames = { messages: 0, receipts: 0 };
  for (const userId of members) {
    const device = new Collector(userId);
    device.membership = membershipOf([group], []);
    device.receive = ({ bytes }) => {
      if (bytes.includes('"message:new"')) frames.messages++;
      else frames.receipts++;
    };
    hub.hold(device).goLive(zero);
  }
  const seqs = { chat: 0, receipts: 0 };
  for (let second = 1; second <= 10; second++) {
    for (let i = 0; i < 50; i++) {
      const ordinal = ++seqs.chat;
      const given = { chatId: group, id: uuid('m', ordinal), by: members[ordinal % 300]!, version: ordinal };
      const data = { ordinal, text: 'hi', attachments: [], replyTo: null };
      hub.publish([followed('CHAT-0', ordinal, chatEvent('MessageSent', given, data))]);
    }
    const cursors = Object.fromEntries(members.map((userId) => [userId, [seqs.chat, seqs.chat]]));
    const moved = receiptsMoved(uuid('r', second), group, cursors);
    hub.publish([followed('RECEIPTS-0', ++seqs.receipts, moved)]);
  }
  expect(frames.messages).toBe(300 * 500);
  expect(frames.receipts).toBeGreaterThan(0);
  expect(frames.receipts / (frames.messages + frames.receipts)).toBeLessThan(0.1);
});
