import { newId, silentLogger } from '@messenger/kit';
import { hasMetadata, serverIsAtLeast } from '@messenger/messaging';
import {
  chatStream,
  chatStreamOf,
  directoryStream,
  isRefusal,
  receiptStream,
  streamSpecs,
  subjects,
} from '@messenger/proto';
import { openLog, provisionLog, storyIn, type TestLog, type TestStack, testStack } from '@messenger/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  type Append,
  type EventStore,
  JetStreamRefused,
  LogMismatch,
  OutcomeUnknown,
  provision,
  readGenesis,
  WrongSequence,
} from '../src/index.ts';
import { close, say, talks } from './talk.ts';

let stack: TestStack;
let log: TestLog;
beforeAll(async () => {
  stack = await testStack({ chatShards: 2 });
  await provisionLog(stack, 2);
  log = await openLog(stack);
});
afterAll(async () => {
  await log[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

const storedIn = (chatId: string) =>
  log.events.read(chatStreamOf(chatId, log.events.shape), subjects.chatEvents(chatId), { after: 0 });
const eventsIn = async (chatId: string) =>
  (await storedIn(chatId)).map(({ data }) => JSON.parse(Buffer.from(data).toString()));

test('provisioning again changes nothing; another shard count is refused', async () => {
  const before = await readGenesis(log.bus, chatStream(1));
  await provisionLog(stack, 2);
  expect(await readGenesis(log.bus, chatStream(1))).toEqual(before);
  await expect(provision(log.bus, { chatShards: 3, log: silentLogger })).rejects.toBeInstanceOf(LogMismatch);
  for (const stream of [directoryStream, chatStream(0), receiptStream(1)]) {
    expect(await readGenesis(log.bus, stream)).toEqual(log.events.shape);
  }
});

test('each stream says what it is, and where the server has metadata, who writes it', async () => {
  const manager = await log.bus.nc.jetstreamManager();
  for (const spec of streamSpecs(2)) {
    const { config } = await manager.streams.info(spec.name);
    expect(config.description).toBe(spec.description);
    // Servers before 2.10 have none; newer ones add some of their own.
    if (hasMetadata(log.bus)) expect(config.metadata).toMatchObject(spec.metadata);
    else expect(config.metadata).toBeUndefined();
  }
});

test('several places provision at once and agree on one generation', async () => {
  await using fresh = await testStack();
  await Promise.all([provisionLog(fresh), provisionLog(fresh), provisionLog(fresh)]);
  await using opened = await openLog(fresh, 'projection');
  expect(await readGenesis(opened.bus, chatStream(0))).toEqual(opened.events.shape);
});

test('replicas are refused on a server that would lose writes', async ({ skip }) => {
  skip(serverIsAtLeast(log.bus, [2, 12]), 'nats-server is too new');
  await expect(provision(log.bus, { chatShards: 2, replicas: 3, log: silentLogger })).rejects.toThrow(/2\.12 or newer/);
});

test('an append counts on the last sequence of its subject', async () => {
  const story = storyIn(log.events);
  const [a, b] = [await story.user('Ann'), await story.user('Bob')];
  const chatId = await story.direct(a, b);
  const { seq } = await story.say(chatId, a, 'first');
  const subject = subjects.chatEvents(chatId);
  const stale = { subject, payload: '{}' };
  await expect(log.events.append({ ...stale, expected: seq - 1 })).rejects.toBeInstanceOf(WrongSequence);
  await expect(log.events.append({ ...stale, expected: 0 })).rejects.toBeInstanceOf(WrongSequence);
  await expect(log.events.append({ ...stale, expected: seq + 1 })).rejects.toBeInstanceOf(WrongSequence);
  expect(await storedIn(chatId)).toHaveLength(2);
  expect((await story.say(chatId, b, 'second')).seq).toBeGreaterThan(seq);
});

test('what no stream takes is refused, not lost in silence', async () => {
  const subject = subjects.typing(newId());
  await expect(log.events.append({ subject, expected: 0, payload: '{}' })).rejects.toThrow();
  await expect(log.events.bounds('NOWHERE')).rejects.toBeInstanceOf(JetStreamRefused);
});

test('a subject is read in order, short or long, from anywhere', async () => {
  const story = storyIn(log.events);
  const [a, b] = [await story.user('Ann'), await story.user('Bob')];
  const chatId = await story.direct(a, b);
  const told = [];
  for (let n = 1; n <= 40; n++) {
    told.push((await story.say(chatId, a, `message ${n}`)).seq);
    await story.say(await story.direct(a, await story.user('Eve')), a, 'elsewhere');
  }
  const stream = chatStreamOf(chatId, log.events.shape);
  const read = async (after: number) =>
    (await log.events.read(stream, subjects.chatEvents(chatId), { after })).map(({ seq }) => seq);
  expect(await read(told[0]!)).toEqual(told.slice(1));
  expect(await read(told[35]!)).toEqual(told.slice(36));
  expect(await read(told[39]!)).toEqual([]);
  expect(await read(told[39]! + 1_000)).toEqual([]);
  expect(await log.events.read(stream, subjects.chatEvents(newId()), { after: 0 })).toEqual([]);
});

test('a command that is repeated, here or at another instance, happens once and answers alike', async () => {
  const [one, two] = [talks(log.events), talks(log.events)];
  const chatId = newId();
  const command = say('once');
  const first = await one.execute(chatId, command);
  for (const instance of [one, two, one]) {
    const again = await instance.execute(chatId, command);
    expect(again).toMatchObject({ event: undefined, version: 1, seq: isRefusal(first) ? 0 : first.seq });
  }
  expect(await storedIn(chatId)).toHaveLength(1);
});

/** The log as an instance sees it whose acknowledgements may not arrive. */
function losing(events: EventStore, isLost: () => boolean): EventStore {
  return {
    ...events,
    async append(what: Append) {
      const seq = await events.append(what);
      if (isLost()) throw new OutcomeUnknown(what.subject);
      return seq;
    },
  };
}

test('a command whose acknowledgement was lost happens once', async () => {
  let lost = 0;
  const instance = talks(losing(log.events, () => ++lost % 2 === 1));
  const chatId = newId();
  for (let n = 1; n <= 20; n++) {
    const outcome = await instance.execute(chatId, say(`message ${n}`));
    expect(outcome).toMatchObject({ version: n, state: { messages: n } });
  }
  const stored = await eventsIn(chatId);
  expect(stored.map(({ version, data }) => [version, data.ordinal])).toEqual(stored.map((_, i) => [i + 1, i + 1]));
  expect(stored).toHaveLength(20);
});

test('two instances write to one chat at once: gapless, chained, everything once', async () => {
  const [one, two] = [talks(log.events), talks(log.events)];
  const chatId = newId();
  const commands = Array.from({ length: 100 }, (_, n) => say(`message ${n}`));
  await Promise.all(commands.map((command, n) => (n % 2 ? one : two).execute(chatId, command)));
  const stored = await eventsIn(chatId);
  expect(stored.map(({ version }) => version)).toEqual(commands.map((_, i) => i + 1));
  expect(new Set(stored.map(({ id }) => id))).toEqual(new Set(commands.map(({ commandId }) => commandId)));
  const times = stored.map(({ at }) => at);
  expect(times).toEqual(times.toSorted());
});

test('what one instance remembers never refuses nor allows what another has changed', async () => {
  const [one, two] = [talks(log.events), talks(log.events)];
  const chatId = newId();
  await one.execute(chatId, say());
  await two.execute(chatId, close());
  expect(await one.execute(chatId, say())).toMatchObject({ refused: true, code: 'chat_closed' });

  const stored = await storedIn(chatId);
  const reopened = {
    ...JSON.parse(Buffer.from(stored.at(-1)!.data).toString()),
    id: newId(),
    type: 'DirectReopened',
    version: 3,
  };
  await log.events.append({
    subject: subjects.chatEvents(chatId),
    expected: stored.at(-1)!.seq,
    payload: JSON.stringify(reopened),
  });
  expect(await one.execute(chatId, say('after all'))).toMatchObject({ version: 4, state: { closed: false } });
  expect(await two.execute(chatId, close())).toMatchObject({ version: 5 });
});

test('commands wait while the server restarts, and nothing is lost or doubled', async () => {
  const instance = talks(log.events);
  const chatId = newId();
  const commands = Array.from({ length: 300 }, (_, n) => say(`message ${n}`));
  const writing = (async () => {
    for (const command of commands) {
      let outcome = await instance.execute(chatId, command);
      while (isRefusal(outcome)) outcome = await instance.execute(chatId, command);
    }
  })();
  await expect.poll(async () => (await storedIn(chatId)).length).toBeGreaterThan(50);
  await stack.nats.kill();
  await stack.nats.start();
  await writing;
  // A read may come before the server has its streams again.
  const stored = async () => (await eventsIn(chatId)).map(({ id }) => id);
  await expect.poll(stored, { timeout: 20_000 }).toEqual(commands.map(({ commandId }) => commandId));
});

test('more aggregates than memory may hold: what was forgotten is loaded again, and goes on where it was', async () => {
  const few = talks(log.events, { maxBytes: 3_000 });
  const chats = Array.from({ length: 8 }, () => newId());
  for (let round = 1; round <= 3; round++) {
    for (const chatId of chats) {
      const said = await few.execute(chatId, say());
      expect(isRefusal(said) ? said : said.version).toBe(round);
    }
  }
  for (const chatId of chats) expect((await few.read(chatId)).state.messages).toBe(3);
});
