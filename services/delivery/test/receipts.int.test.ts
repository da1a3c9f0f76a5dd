import { decodeEvent, type EventStore, openEventStore } from '@messenger/event-store';
import { newId, silentLogger, sleep } from '@messenger/kit';
import { type Bus, call, connectBus } from '@messenger/messaging';
import {
  buckets,
  type ChatId,
  decodeCursor,
  isRefusal,
  moveReceipts,
  type ReceiptMove,
  type ReceiptsMoved,
  receiptSnapshots,
  receiptStreamOf,
  subjects,
  type UserCard,
} from '@messenger/proto';
import {
  openLog,
  provisionLog,
  type Story,
  storyIn,
  type TestLog,
  type TestStack,
  testStack,
} from '@messenger/testkit';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createCollector, type ReceiptTiming, receiptTiming } from '../src/receipts/collector.ts';
import { createMemberships } from '../src/receipts/memberships.ts';
import { startReceipts } from '../src/receipts/start-receipts.ts';
import { createStoredReceipts } from '../src/receipts/stored-receipts.ts';

const quick = { smallMs: 100, largeMs: 400 };

let stack: TestStack;
let log: TestLog;
let store: EventStore;
let story: Story;
let gatewayBus: Bus;
let held: AsyncDisposableStack;

beforeAll(async () => {
  stack = await testStack({ chatShards: 2 });
  await provisionLog(stack, 2);
  log = await openLog(stack);
  store = log.events;
  story = storyIn(store);
  gatewayBus = await connectBus({ ...stack.natsFor('gateway'), name: 'gateway', log: silentLogger });
});
afterAll(async () => {
  await gatewayBus[Symbol.asyncDispose]();
  await log[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});
beforeEach(() => {
  held = new AsyncDisposableStack();
});
afterEach(() => held.disposeAsync());

async function delivery(timing: ReceiptTiming = quick): Promise<AsyncDisposable> {
  const own = new AsyncDisposableStack();
  const bus = own.use(await connectBus({ ...stack.natsFor('delivery'), name: 'delivery', log: silentLogger }));
  const events = await openEventStore(bus, { log: silentLogger });
  own.use(await startReceipts({ bus, events, log: silentLogger, timing }));
  held.use(own);
  return own;
}

type Kind = 'delivered' | 'read';

/** The sequence that the answer names, or the code of the refusal. */
async function move(chatId: ChatId, by: { id: string }, kind: Kind, upTo: number): Promise<number | string> {
  const [answer] = await moveAll(chatId, [{ by: by.id, kind, upTo }]);
  return answer!;
}

/** Of each move the sequence that the answer names, or the code of its refusal. */
async function moveAll(chatId: ChatId, moves: ReceiptMove[]): Promise<(number | string)[]> {
  const answer = await call(gatewayBus, moveReceipts(chatId), { chatId, moves }, { requestId: newId() });
  if (isRefusal(answer)) return moves.map(() => answer.code);
  const { refusals } = answer.value;
  if (refusals.every((refusal) => refusal !== null)) return refusals.map(({ code }) => code);
  const position = decodeCursor(answer.position!)!;
  expect(position.generation).toBe(store.shape.generation);
  const stream = receiptStreamOf(chatId, store.shape);
  expect(Object.keys(position.streams)).toEqual([stream]);
  return refusals.map((refusal) => refusal?.code ?? position.streams[stream]!);
}

async function stored(chatId: ChatId): Promise<{ seq: number; event: ReceiptsMoved } | undefined> {
  const last = await store.last(receiptStreamOf(chatId, store.shape), subjects.receipts(chatId));
  if (!last) return undefined;
  const { event } = decodeEvent(last.subject, last.data);
  return { seq: last.seq, event: event as ReceiptsMoved };
}

const at = (delivered: number, read = 0, shownRead = read) => ({ delivered, read, shownRead });
const users = (...names: string[]): Promise<UserCard[]> => Promise.all(names.map((name) => story.user(name)));
async function direct(messages: number): Promise<[UserCard, UserCard, ChatId]> {
  const [ann, bob] = (await users('Ann', 'Bob')) as [UserCard, UserCard];
  const chat = await story.direct(ann, bob);
  for (let i = 0; i < messages; i++) await story.say(chat, ann, `message ${i}`);
  return [ann, bob, chat];
}

test('having, then reading: one message per chat in the log, chained, answered with where it is', async () => {
  await delivery();
  const [ann, bob, chat] = await direct(3);
  const first = await move(chat, bob, 'delivered', 2);
  expect(await stored(chat)).toMatchObject({
    seq: first,
    event: { version: 1, prev: null, by: bob.id, data: { cursors: { [ann.id]: at(0), [bob.id]: at(2) } } },
  });
  const second = await move(chat, bob, 'read', 3);
  const now = await stored(chat);
  expect(now).toMatchObject({
    seq: second,
    event: { version: 2, data: { cursors: { [ann.id]: at(0), [bob.id]: at(3, 3) } } },
  });
  expect(now!.event.prev).toMatch(/^[\w-]{22}$/);
});

test('moves of several members in one request: each is answered for itself, all are one append', async () => {
  await delivery();
  const [ann, bob, cid, eve] = (await users('Ann', 'Bob', 'Cid', 'Eve')) as [UserCard, UserCard, UserCard, UserCard];
  const chat = await story.group(ann, [bob, cid]);
  for (let i = 0; i < 3; i++) await story.say(chat, ann, `message ${i}`);
  const answers = await moveAll(chat, [
    { by: bob.id, kind: 'read', upTo: 3 },
    { by: eve.id, kind: 'read', upTo: 3 },
    { by: cid.id, kind: 'delivered', upTo: 2 },
    { by: cid.id, kind: 'read', upTo: 9 },
  ]);
  const now = await stored(chat);
  expect(answers).toEqual([now!.seq, 'not_found', now!.seq, 'validation_failed']);
  expect(now!.event).toMatchObject({ version: 1, data: { cursors: { [bob.id]: at(3, 3), [cid.id]: at(2) } } });
});

test('what is covered already is answered with where it is and appends nothing', async () => {
  await delivery();
  const [ann, bob, chat] = await direct(3);
  const seq = await move(chat, bob, 'read', 3);
  expect(await Promise.all([move(chat, bob, 'read', 2), move(chat, bob, 'delivered', 3)])).toEqual([seq, seq]);
  expect(await move(chat, ann, 'read', 0)).toBe(seq);
  expect((await stored(chat))!.seq).toBe(seq);
});

test('strangers, former members, unknown chats: not found; beyond the last message: invalid', async () => {
  await delivery();
  const [ann, bob, eve] = (await users('Ann', 'Bob', 'Eve')) as [UserCard, UserCard, UserCard];
  const chat = await story.group(ann, [bob]);
  await story.say(chat, ann, 'one');
  expect(await move(chat, eve, 'read', 1)).toBe('not_found');
  expect(await move(newId(), eve, 'read', 0)).toBe('not_found');
  expect(await move(chat, bob, 'read', 2)).toBe('validation_failed');
  expect(await move(chat, bob, 'read', 1)).toBeTypeOf('number');
  await story.chatEvent(chat, 'MemberRemoved', ann, { userId: bob.id });
  await story.say(chat, ann, 'two');
  expect(await move(chat, bob, 'read', 2)).toBe('not_found');
  await story.chatEvent(chat, 'ChatDeleted', ann, {});
  await expect.poll(() => move(chat, ann, 'read', 2)).toBe('not_found');
});

test('a message is never too new: what the reader has seen is looked up at the leader', async () => {
  await delivery();
  const [ann, bob, chat] = await direct(1);
  await move(chat, bob, 'read', 1);
  for (let ordinal = 2; ordinal <= 30; ordinal++) {
    await story.say(chat, ann, 'next');
    expect(await move(chat, bob, 'delivered', ordinal)).toBeTypeOf('number');
  }
});

test('who joins has read what was there; who left is dropped, and starts anew on returning', async () => {
  await delivery();
  const [ann, bob, cid] = (await users('Ann', 'Bob', 'Cid')) as [UserCard, UserCard, UserCard];
  const chat = await story.group(ann, [bob]);
  await story.say(chat, ann, 'one');
  await story.say(chat, ann, 'two');
  await story.chatEvent(chat, 'MembersAdded', ann, { members: [{ userId: cid.id, role: 'member' }] });
  await story.say(chat, ann, 'three');
  await move(chat, bob, 'delivered', 1);
  const cursors = async () => (await stored(chat))?.event.data.cursors;
  expect(await cursors()).toEqual({ [ann.id]: at(0), [bob.id]: at(1), [cid.id]: at(0, 2, 0) });
  await move(chat, cid, 'delivered', 3);
  await story.chatEvent(chat, 'MemberLeft', cid, { newOwnerId: null, closed: false });
  await move(chat, bob, 'read', 3);
  expect(await cursors()).toEqual({ [ann.id]: at(0), [bob.id]: at(3, 3) });
  await story.say(chat, ann, 'four');
  await story.chatEvent(chat, 'MembersAdded', ann, { members: [{ userId: cid.id, role: 'member' }] });
  await move(chat, bob, 'read', 4);
  expect(await cursors()).toEqual({ [ann.id]: at(0), [bob.id]: at(4, 4), [cid.id]: at(0, 4, 0) });
});

test('who joins and reads while an append of others is being made is not left out of it', async () => {
  await delivery();
  const [ann, bob, cid] = (await users('Ann', 'Bob', 'Cid')) as [UserCard, UserCard, UserCard];
  const chat = await story.group(ann, [bob]);
  await story.say(chat, ann, 'one');
  const receipts = createStoredReceipts(store);
  const memberships = createMemberships(store, silentLogger);
  await using collector = createCollector({ memberships, receipts, log: silentLogger, timing: quick });
  let joined: Promise<unknown> | undefined;
  // Asked once the members are known, and again after the other append has won.
  const shows = async () => {
    joined ??= (async () => {
      await story.chatEvent(chat, 'MembersAdded', ann, { members: [{ userId: cid.id, role: 'member' }] });
      await story.say(chat, ann, 'two');
      await move(chat, cid, 'read', 2);
      const last = (await store.last(receiptStreamOf(chat, store.shape), subjects.receipts(chat)))!;
      receipts.take([{ ...last, ...decodeEvent(last.subject, last.data) }]);
    })();
    await joined;
    return true;
  };
  await collector.move(chat, { by: bob.id, cursor: at(1, 1), shows });
  const { event } = (await stored(chat))!;
  expect(event.data.cursors).toEqual({ [ann.id]: at(0), [bob.id]: at(1, 1), [cid.id]: at(2, 2) });
});

test('read receipts off: read, but not shown; on again: shown from the next reading', async () => {
  await delivery();
  const [ann, bob, chat] = await direct(4);
  const bobs = async () => (await stored(chat))?.event.data.cursors[bob.id];
  let last = 4;
  const readAnother = async () => {
    last = (await story.say(chat, ann, 'and another')).ordinal;
    await move(chat, bob, 'read', last);
    return (await bobs())!;
  };
  const isHidden = ({ read, shownRead }: { read: number; shownRead: number }) => shownRead < read;
  await move(chat, bob, 'read', 1);
  await story.profile(bob, { readReceipts: false });
  await expect.poll(async () => isHidden(await readAnother())).toBe(true);
  const { shownRead } = (await bobs())!;
  expect(await readAnother()).toEqual(at(last, last, shownRead));
  await story.profile(bob, { readReceipts: true });
  await expect.poll(async () => isHidden(await readAnother())).toBe(false);
  expect(await bobs()).toEqual(at(last, last, last));
  for (let i = 0; i < 10; i++) await story.profile(ann, { readReceipts: i % 2 === 0 });
  await delivery();
  await move(chat, ann, 'read', last);
  await move(chat, ann, 'read', last);
  expect((await stored(chat))?.event.data.cursors[ann.id]).toEqual(at(last, last, 0));
});

test('many callers are one append, each answered with it', async () => {
  await delivery();
  const [ann, ...others] = (await users('Ann', ...Array.from({ length: 15 }, (_, i) => `User ${i}`))) as [
    UserCard,
    ...UserCard[],
  ];
  const chat = await story.group(ann, others);
  await story.say(chat, ann, 'hello');
  const answers = await Promise.all(others.flatMap((u) => [move(chat, u, 'delivered', 1), move(chat, u, 'read', 1)]));
  expect(new Set(answers).size).toBe(1);
  const { event } = (await stored(chat))!;
  expect(event.version).toBe(1);
  for (const { id } of others) expect(event.data.cursors[id]).toEqual(at(1, 1));
});

test('two instances side by side lose nothing, and a restarted one goes on from the log', async () => {
  const first = await delivery();
  await delivery();
  const members = (await users(...Array.from({ length: 12 }, (_, i) => `User ${i}`))) as UserCard[];
  const chat = await story.group(members[0]!, members.slice(1));
  for (let ordinal = 1; ordinal <= 10; ordinal++) {
    await story.say(chat, members[0]!, 'hello');
    const answers = await Promise.all(members.map((member) => move(chat, member, 'read', ordinal)));
    expect(answers.every((answer) => typeof answer === 'number')).toBe(true);
    const { seq, event } = (await stored(chat))!;
    expect(Math.max(...(answers as number[]))).toBeLessThanOrEqual(seq);
    for (const { id } of members) expect(event.data.cursors[id]).toEqual(at(ordinal, ordinal));
  }
  await first[Symbol.asyncDispose]();
  await delivery();
  await story.say(chat, members[0]!, 'after');
  await Promise.all(members.map((member) => move(chat, member, 'read', 11)));
  const { event } = (await stored(chat))!;
  for (const { id } of members) expect(event.data.cursors[id]).toEqual(at(11, 11));
});

test('a long chat is loaded from a snapshot of its own; a snapshot of another log is no use', async () => {
  const first = await delivery();
  const [ann, bob, chat] = await direct(250);
  await move(chat, bob, 'read', 250);
  const snapshots = await log.bus.nc.jetstream().views.kv(buckets.snapshots.name);
  const key = `${receiptSnapshots}.${chat}`;
  await expect.poll(async () => (await snapshots.get(key))?.json()).toMatchObject({ version: 251 });
  await first[Symbol.asyncDispose]();
  const restarted = await delivery();
  await story.say(chat, ann, 'after');
  expect(await move(chat, bob, 'read', 251)).toBeTypeOf('number');
  await restarted[Symbol.asyncDispose]();
  const stale = (await snapshots.get(key))!.json<object>();
  await snapshots.put(
    key,
    JSON.stringify({ ...stale, hash: 'x'.repeat(22), state: { members: [], lastOrdinal: 999 } }),
  );
  await delivery();
  expect(await move(chat, bob, 'read', 999)).toBe('validation_failed');
  await story.say(chat, ann, 'and on');
  expect(await move(chat, bob, 'read', 252)).toBeTypeOf('number');
});

test('NATS killed while receipts wait: they are answered after it is back, or refused as unavailable', async () => {
  await delivery();
  const [, bob, chat] = await direct(2);
  await move(chat, bob, 'delivered', 1);
  await stack.nats.kill();
  const during = move(chat, bob, 'read', 2);
  await stack.nats.start();
  expect(['unavailable', 'number']).toContain(typeof (await during) === 'number' ? 'number' : await during);
  await expect.poll(() => move(chat, bob, 'read', 2), { timeout: 20_000 }).toBeTypeOf('number');
  expect((await stored(chat))!.event.data.cursors[bob.id]).toEqual(at(2, 2));
  expect((await stored(chat))!.event.version).toBeLessThanOrEqual(3);
});

test('300 members, 50 messages/s, everybody reading, two instances: one message kept, under one append a second', async () => {
  await delivery(receiptTiming);
  await delivery(receiptTiming);
  const members = await users(...Array.from({ length: 300 }, (_, i) => `User ${i}`));
  const [ann, ...others] = members as [UserCard, ...UserCard[]];
  const chat = await story.group(ann, others);
  const stream = receiptStreamOf(chat, store.shape);
  const seconds = 10;
  const began = (await store.bounds(stream)).last;
  const startedAt = performance.now();
  const until = startedAt + seconds * 1_000;
  let ordinal = 0;
  const speaking = async () => {
    for (let due = performance.now(); due < until; due += 20) {
      await sleep(Math.max(0, due - performance.now()));
      ordinal = (await story.say(chat, ann, 'and on')).ordinal;
    }
  };
  const answers: (number | string)[] = [];
  /** As its client does: once a second, whatever came meanwhile. */
  const reading = async (member: UserCard) => {
    await sleep(Math.random() * 1_000);
    const asked: Promise<void>[] = [];
    while (performance.now() < until) {
      asked.push(move(chat, member, 'read', ordinal).then((answer) => void answers.push(answer)));
      await sleep(1_000);
    }
    await Promise.all(asked);
  };
  await Promise.all([speaking(), ...others.map(reading)]);
  const appended = (await store.bounds(stream)).last - began;
  // How many it were is the machine's affair; what they cost is not. A caller may be told to come back, never refused.
  expect(ordinal).toBeGreaterThan(seconds);
  expect(answers.length).toBeGreaterThan(others.length);
  expect(answers.filter((answer) => typeof answer !== 'number' && answer !== 'unavailable')).toEqual([]);
  expect(appended).toBeGreaterThan(1);
  expect(appended).toBeLessThan((performance.now() - startedAt) / 1_000);
  let left = others;
  const end = async () => {
    const ends = await Promise.all(left.map((member) => move(chat, member, 'read', ordinal)));
    left = left.filter((_, i) => typeof ends[i] !== 'number');
    return left.length;
  };
  await expect.poll(end).toBe(0);
  const { event } = (await stored(chat))!;
  for (const { id } of others) expect(event.data.cursors[id]).toEqual(at(ordinal, ordinal));
  const manager = await log.bus.nc.jetstreamManager();
  const { state } = await manager.streams.info(stream, { subjects_filter: subjects.receipts(chat) });
  expect(state.subjects).toEqual({ [subjects.receipts(chat)]: 1 });
});
