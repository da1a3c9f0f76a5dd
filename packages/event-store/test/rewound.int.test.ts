import { newId, silentLogger } from '@messenger/kit';
import { connectBus } from '@messenger/messaging';
import { chatStream, directoryStream, type LogShape, subjects } from '@messenger/proto';
import { openLog, provisionLog, type TestLog, type TestStack, tcpProxy, testStack } from '@messenger/testkit';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { createChain, type Follower, follow, LogRewound, openEventStore, type Position } from '../src/index.ts';
import { fill, say, talks } from './talk.ts';

const stream = chatStream(0);
let stack: TestStack;
let log: TestLog;
beforeEach(async () => {
  stack = await testStack();
  await provisionLog(stack);
  log = await openLog(stack);
});
afterEach(async () => {
  await log[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

const following = (from: Position | 'start', { events } = log): Promise<Follower> =>
  follow(events, { stream, from, name: 'test', log: silentLogger, onBatch: () => undefined });

/** Where a follower is that has read so many events of the stream. */
async function positionAt(seq: number): Promise<Position> {
  const stored = await log.events.at(stream, seq);
  return { seq, lastEventId: JSON.parse(Buffer.from(stored!.data).toString()).id };
}

/** What restoring an older copy does to a stream: the same log, with other events or none. */
async function emptied(shape: LogShape): Promise<void> {
  const manager = await log.bus.nc.jetstreamManager();
  const { config } = await manager.streams.info(stream);
  await manager.streams.delete(stream);
  await manager.streams.add(config);
  const genesis = { id: newId(), type: 'LogCreated', v: 1, stream, at: new Date().toISOString(), data: shape };
  await log.events.append({ subject: subjects.genesis(stream), expected: 0, payload: JSON.stringify(genesis) });
}

/** Another log altogether, in the place of the former. */
async function replaced(): Promise<void> {
  const manager = await log.bus.nc.jetstreamManager();
  for (const name of [directoryStream, stream]) await manager.streams.delete(name);
  await provisionLog(stack).catch(() => undefined);
  const receipts = (await manager.streams.list().next()).map(({ config }) => config.name);
  for (const name of receipts.filter((name) => name.startsWith('RECEIPTS'))) await manager.streams.delete(name);
  await provisionLog(stack);
}

test('a position in the log as it is is taken', async () => {
  await fill(log, 20);
  await using follower = await following(await positionAt(15));
  await follower.caughtUp();
  expect(follower.position()).toBe(21);
});

test('a log that ends before the position was rewound', async () => {
  await fill(log, 20);
  const position = await positionAt(21);
  await emptied(log.events.shape);
  await expect(following(position)).rejects.toBeInstanceOf(LogRewound);
  await fill(log, 5);
  await expect(following(position)).rejects.toThrow(/ends before 21/);
});

test('a log with another event at the position was rewound and went on', async () => {
  await fill(log, 20);
  const position = await positionAt(15);
  await emptied(log.events.shape);
  await fill(log, 30);
  await expect(following(position)).rejects.toBeInstanceOf(LogRewound);
});

test('a log of another generation is another log, even from its start', async () => {
  await fill(log, 20);
  const before = log.events.shape;
  await replaced();
  await using again = await openLog(stack);
  expect(again.events.shape.generation).not.toBe(before.generation);
  await using follower = await following('start');
  await expect(follower.failed).rejects.toBeInstanceOf(LogRewound);
  await using fresh = await following('start', again);
  await fresh.caughtUp();
});

test.each([
  ['rewound', () => emptied(log.events.shape)],
  [
    'rewound and went on beyond where it was',
    async () => {
      await emptied(log.events.shape);
      await fill(log, 50);
    },
  ],
  ['replaced by another', replaced],
])('a follower that was cut off while the log was %s ends with it', async (_, change) => {
  await fill(log, 20);
  const target = new URL(stack.natsUrl);
  await using proxy = await tcpProxy({ host: target.hostname, port: Number(target.port) });
  const url = `nats://127.0.0.1:${proxy.port}`;
  await using bus = await connectBus({ ...stack.natsFor('projection'), url, name: 'cut', log: silentLogger });
  const events = await openEventStore(bus, { log: silentLogger });
  await using follower = await following('start', { ...log, events });
  await follower.caughtUp();
  proxy.block(true);
  await change();
  proxy.block(false);
  await expect(follower.failed).rejects.toBeInstanceOf(LogRewound);
  await expect(follower.caughtUp()).rejects.toBeInstanceOf(LogRewound);
});

test('a follower under whose feet the log is rewound notices', async () => {
  await fill(log, 20);
  await using follower = await following('start');
  await follower.caughtUp();
  await emptied(log.events.shape);
  await expect(follower.failed).rejects.toBeInstanceOf(LogRewound);
});

test('what a writer remembers from before is compared with the log, though its sequence is there again', async () => {
  const target = new URL(stack.natsUrl);
  await using proxy = await tcpProxy({ host: target.hostname, port: Number(target.port) });
  const url = `nats://127.0.0.1:${proxy.port}`;
  await using bus = await connectBus({ ...stack.natsFor('chat-command'), url, name: 'cut', log: silentLogger });
  const writer = talks(await openEventStore(bus, { log: silentLogger }));
  const chatId = newId();
  for (const text of ['one', 'lost']) await writer.execute(chatId, say(text));
  proxy.block(true);
  await emptied(log.events.shape);
  for (const text of ['other', 'kept']) await talks(log.events).execute(chatId, say(text));
  proxy.block(false);
  await expect.poll(() => bus.healthy(), { timeout: 20_000 }).toBe(true);
  expect(await writer.execute(chatId, say('three'))).toMatchObject({ version: 3, state: { messages: 3 } });
  const stored = await log.events.read(stream, subjects.chatEvents(chatId), { after: 0 });
  const chain = createChain();
  expect(stored.map(({ subject, data }) => chain.next(subject, data).flaw)).toEqual([undefined, undefined, undefined]);
});
