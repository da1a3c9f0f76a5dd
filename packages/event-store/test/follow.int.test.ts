import { newId, silentLogger, sleep } from '@messenger/kit';
import { hasMetadata } from '@messenger/messaging';
import { chatStream, directoryStream, isRefusal, headers as names, subjects } from '@messenger/proto';
import {
  openLog,
  provisionLog,
  type Story,
  storyIn,
  type TestLog,
  type TestStack,
  testStack,
} from '@messenger/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createFeed } from '../src/feed.ts';
import {
  type FollowedEvent,
  type Follower,
  type FollowOptions,
  follow,
  openEventStore,
  StopFollowing,
} from '../src/index.ts';
import { fill, say, talks } from './talk.ts';

const stream = chatStream(0);
let stack: TestStack;
let log: TestLog;
let story: Story;
beforeEach(async () => {
  stack = await testStack();
  await provisionLog(stack);
  log = await openLog(stack);
  story = storyIn(log.events);
});
afterEach(async () => {
  await log[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

type Notes = { seen: FollowedEvent[]; batches: number[] };
async function noting(options: Partial<FollowOptions> = {}): Promise<Follower & Notes> {
  const notes: Notes = { seen: [], batches: [] };
  const follower = await follow(log.events, {
    stream,
    from: 'start',
    name: 'test',
    log: silentLogger,
    onBatch(batch) {
      notes.seen.push(...batch);
      notes.batches.push(batch.length);
    },
    ...options,
  });
  return Object.assign(follower, notes);
}
const seqsOf = (seen: { seq: number }[]) => seen.map(({ seq }) => seq);
const upTo = (last: number, first = 1) => Array.from({ length: last - first + 1 }, (_, i) => first + i);
async function chatOfTwo(): Promise<{ chatId: string; ann: Awaited<ReturnType<Story['user']>> }> {
  const [ann, bob] = [await story.user('Ann'), await story.user('Bob')];
  return { ann, chatId: await story.direct(ann, bob) };
}

test('from the start: everything in order, the genesis first; then live', async () => {
  await fill(log, 2_500);
  await using follower = await noting({ maxBatch: 400 });
  await follower.caughtUp();
  expect(seqsOf(follower.seen)).toEqual(upTo(2_501));
  expect(follower.seen[0]).toMatchObject({ kind: 'genesis', event: { type: 'LogCreated' } });
  expect(follower.seen[1]).toMatchObject({ kind: 'chat', event: { type: 'MessageSent' } });
  expect(Math.max(...follower.batches)).toBeLessThanOrEqual(400);
  await fill(log, 20);
  await expect.poll(() => follower.position()).toBe(2_521);
  expect(await follower.lag()).toBe(0);
});

test('the server can say whose consumer it is, and what for', async () => {
  await using follower = await noting();
  await follower.caughtUp();
  const consumers = await (await log.bus.nc.jetstreamManager()).consumers.list(stream).next();
  expect(consumers.map(({ config }) => config)).toMatchObject([
    {
      name: expect.stringMatching(/^test-/),
      description: 'Followed by test, which keeps its own position.',
      ...(hasMetadata(log.bus) ? { metadata: { reader: 'operator', purpose: 'test' } } : {}),
    },
  ]);
});

test('from now: only what comes after', async () => {
  await fill(log, 30);
  await using follower = await noting({ from: 'now' });
  expect(follower.position()).toBe(31);
  await fill(log, 5);
  await follower.caughtUp();
  expect(seqsOf(follower.seen)).toEqual(upTo(36, 32));
});

test('from where it was: the next event is the next one', async () => {
  await fill(log, 100);
  let last: FollowedEvent | undefined;
  {
    await using follower = await noting({ maxBatch: 7 });
    await follower.caughtUp();
    last = follower.seen[60]!;
  }
  await using resumed = await noting({ from: { seq: last.seq, lastEventId: last.id } });
  await resumed.caughtUp();
  expect(seqsOf(resumed.seen)).toEqual(upTo(101, last.seq + 1));
});

test('the server is killed and started twice in the middle of 5,000 events: nothing lost, nothing twice', async () => {
  await using follower = await noting();
  const acknowledged: string[] = [];
  const chats = Array.from({ length: 20 }, newId);
  const instance = talks(log.events);
  const writing = Promise.all(
    chats.map(async (chatId) => {
      for (let n = 0; n < 250; n++) {
        const command = say(`message ${n}`);
        let outcome = await instance.execute(chatId, command);
        while (isRefusal(outcome)) outcome = await instance.execute(chatId, command);
        acknowledged.push(command.commandId);
      }
    }),
  );
  for (const mark of [1_000, 3_000]) {
    await expect.poll(() => follower.position(), { timeout: 30_000 }).toBeGreaterThan(mark);
    await stack.nats.kill();
    await stack.nats.start();
  }
  await writing;
  await follower.caughtUp();
  expect(seqsOf(follower.seen)).toEqual(upTo(5_001));
  expect(new Set(follower.seen.slice(1).map(({ id }) => id))).toEqual(new Set(acknowledged));
}, 120_000);

test('poison is handed over as such, with where it stands, and the follower goes on', async () => {
  const { chatId, ann } = await chatOfTwo();
  const subject = subjects.chatEvents(chatId);
  const other = { id: newId(), type: 'DirectClosed', v: 1, version: 3, prev: null, by: ann.id, data: {} };
  const at = new Date().toISOString();
  const poison = [
    await story.raw(subject, 'not JSON'),
    await story.raw(subject, new Uint8Array([0xff, 0x00, 0xfe])),
    await story.raw(subject, new Uint8Array()),
    await story.raw(subject, JSON.stringify({ ...other, at, chatId, type: 'constructor' })),
    await story.raw(subject, JSON.stringify({ ...other, at, chatId, type: { toString: null } })),
    await story.raw(subject, JSON.stringify({ ...other, at, chatId, v: 99 })),
    await story.raw(subject, JSON.stringify({ ...other, at, chatId: newId() })),
    await story.raw(subject, JSON.stringify({ ...other, at: 'yesterday', chatId })),
    await story.raw(subject, `"${'x'.repeat(500_000)}"`),
  ];
  const { seq } = await story.say(chatId, ann, 'after all that');
  await using follower = await noting();
  await follower.caughtUp();
  expect(follower.position()).toBe(seq);
  expect(follower.poisoned()).toBe(poison.length);
  const aside = follower.seen.filter((event) => event.poison !== undefined);
  expect(seqsOf(aside)).toEqual(poison);
  for (const event of aside) expect(event).toMatchObject({ stream, subject, kind: 'chat', key: chatId });
  expect(follower.seen.at(-1)).toMatchObject({ event: { data: { text: 'after all that' } } });
});

test('what is set aside is logged with the id of the request that wrote it', async () => {
  const complaints: unknown[] = [];
  const told = Object.assign(Object.create(silentLogger), { error: (about: unknown) => complaints.push(about) });
  const subject = subjects.chatEvents(newId());
  const headers = { [names.requestId]: 'from-the-browser' };
  const seq = await log.events.append({ subject, expected: 0, payload: 'not JSON', headers });
  await using reader = await openLog(stack, 'projection');
  const events = await openEventStore(reader.bus, { log: told });
  await using follower = await follow(events, { stream, from: 'start', name: 'test', log: told, onBatch() {} });
  await follower.caughtUp();
  expect(complaints).toMatchObject([{ by: 'test', stream, seq, requestId: 'from-the-browser' }]);
});

test('a batch whose handler fails comes again as it was, until it succeeds', async () => {
  await fill(log, 20);
  const tries: number[][] = [];
  let failures = 3;
  await using follower = await noting({
    maxBatch: 8,
    onBatch(batch) {
      tries.push(seqsOf(batch));
      if (batch[0]!.seq > 1 && failures-- > 0) throw new Error('not now');
    },
  });
  await follower.caughtUp();
  const again = tries.filter(([first]) => first === tries[1]![0]);
  expect(again).toHaveLength(4);
  expect(new Set(again.map(String)).size).toBe(1);
  expect([...new Set(tries.flat())]).toEqual(upTo(21));
});

test('a handler that says stop ends its follower, which says why', async () => {
  await fill(log, 20);
  let handled = 0;
  await using follower = await noting({
    maxBatch: 5,
    async onBatch(batch) {
      if (batch.some(({ seq }) => seq >= 10)) throw new StopFollowing('enough');
      handled = batch.at(-1)!.seq;
    },
  });
  await expect(follower.failed).rejects.toThrow('enough');
  expect(follower.position()).toBe(handled);
  await expect(follower.caughtUp()).rejects.toThrow('enough');
});

test('disposing waits for the batch in work, and nobody waits for ever', async () => {
  await fill(log, 10);
  const gate = Promise.withResolvers<void>();
  const entered = Promise.withResolvers<void>();
  let finished = false;
  const follower = await noting({
    async onBatch() {
      entered.resolve();
      await gate.promise;
      finished = true;
    },
  });
  await entered.promise;
  const waiting = expect(follower.caughtUp()).rejects.toBeInstanceOf(StopFollowing);
  expect(await follower.lag()).toBe(11);
  const disposing = follower[Symbol.asyncDispose]();
  gate.resolve();
  await disposing;
  expect(finished).toBe(true);
  await waiting;
});

test('disposed while it begins, it leaves nothing under way on the connection', async () => {
  const complaints: unknown[] = [];
  const told = Object.assign(Object.create(silentLogger), { warn: (about: unknown) => complaints.push(about) });
  for (let n = 0; n < 20; n++) {
    const reader = await openLog(stack, 'projection');
    const follower = await follow(reader.events, { stream, from: 'start', name: 'brief', log: told, onBatch() {} });
    await sleep(n / 2);
    await follower[Symbol.asyncDispose]();
    await reader[Symbol.asyncDispose]();
  }
  await sleep(100);
  expect(complaints).toEqual([]);
});

test('a reader that is slower than the log holds back the server, not its own memory', async () => {
  await fill(log, 50_000);
  await using reader = await openLog(stack, 'projection');
  const received = () => reader.bus.nc.stats().inMsgs;
  const before = received();
  const feed = createFeed(reader.events, { stream, after: 0, name: 'slow', log: silentLogger });
  const seen = seqsOf(await feed.take(100));
  let most = 0;
  while (seen.length < 50_001) {
    seen.push(...seqsOf(await feed.take(500, () => sleep(5))));
    most = Math.max(most, received() - before - seen.length);
  }
  await feed.close();
  expect(seen).toEqual(upTo(50_001));
  expect(most).toBeLessThan(8_000);
}, 120_000);

test('a reader that stops reading is sent no more', async () => {
  await fill(log, 20_000);
  await using reader = await openLog(stack, 'projection');
  const gate = Promise.withResolvers<void>();
  const received = () => reader.bus.nc.stats().inMsgs;
  const seen: number[] = [];
  await using follower = await follow(reader.events, {
    stream,
    from: 'start',
    name: 'stopped',
    log: silentLogger,
    async onBatch(batch) {
      await gate.promise;
      seen.push(...seqsOf(batch));
    },
  });
  let last = -1;
  await expect
    .poll(
      () => {
        const settled = received() === last && last > 4_000;
        last = received();
        return settled;
      },
      { interval: 300 },
    )
    .toBe(true);
  expect(last).toBeLessThan(9_000);
  gate.resolve();
  await follower.caughtUp();
  expect(seen).toEqual(upTo(20_001));
}, 60_000);

test('the directory is followed with users and pairs by kind', async () => {
  const [ann, bob] = [await story.user('Ann'), await story.user('Bob')];
  await story.befriend(ann, bob);
  await using follower = await noting({ stream: directoryStream });
  await follower.caughtUp();
  expect(follower.seen.map(({ kind, event }) => `${kind} ${event?.type}`)).toEqual([
    'genesis LogCreated',
    'user UserRegistered',
    'user UserRegistered',
    'contact ContactRequested',
    'contact ContactAccepted',
  ]);
});
