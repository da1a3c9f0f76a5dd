import { setTimeout as sleep } from 'node:timers/promises';
import { type Append, decodeEvent, OutcomeUnknown } from '@messenger/event-store';
import { newId, silentLogger } from '@messenger/kit';
import { chatStreamOf, isRefusal, type Refusal, type Sent, subjects } from '@messenger/proto';
import {
  openLog,
  provisionLog,
  runService,
  type TestLog,
  type TestStack,
  tcpProxy,
  testStack,
} from '@messenger/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp } from '../src/app.ts';
import { caller } from './people.ts';
import { readModel } from './read-model.ts';

const writers = 64;
const messages = 2_000;
const patienceMs = 150_000;
let stack: TestStack;
let log: TestLog;
/** Asked about a message that is sent again when the chat has forgotten what was then: one that cuts met again and again. */
let projection: AsyncDisposable;

beforeAll(async () => {
  stack = await testStack();
  await provisionLog(stack);
  log = await openLog(stack);
  projection = await readModel(stack, log);
});
afterAll(async () => {
  await projection[Symbol.asyncDispose]();
  await log[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

/** Has 64 writers send 2,000 messages, each given to `deliver`; every caller's answer is kept. */
async function write(deliver: (messageId: string, n: number) => Promise<Sent | Refusal>): Promise<Map<string, Sent>> {
  const answers = new Map<string, Sent>();
  let next = 0;
  const deadline = performance.now() + patienceMs;
  const writer = async () => {
    while (next < messages) {
      const n = next++;
      const messageId = newId();
      for (;;) {
        const answer = await deliver(messageId, n);
        if (!isRefusal(answer)) {
          answers.set(messageId, answer);
          break;
        }
        expect(answer.code).toBe('unavailable');
        expect(performance.now(), 'the writers take too long').toBeLessThan(deadline);
        await sleep(20);
      }
    }
  };
  await Promise.all(Array.from({ length: writers }, writer));
  return answers;
}

/** Reads the chat's subject back and compares it with every answer that was given. */
async function expectTrue(chatId: string, answers: Map<string, Sent>): Promise<void> {
  const stored = await log.events.read(chatStreamOf(chatId, log.events.shape), subjects.chatEvents(chatId), {
    after: 0,
  });
  const events = stored.map(({ subject, data }) => decodeEvent(subject, data).event!);
  expect(events).toHaveLength(messages + 1);
  let ordinal = 0;
  const seen = new Set<string>();
  for (const [i, event] of events.entries()) {
    if (event.type === 'LogCreated' || !('version' in event)) throw new Error('not a chat event');
    expect(event.version).toBe(i + 1);
    if (event.type !== 'MessageSent') continue;
    expect(event.data.ordinal).toBe(++ordinal);
    expect(seen.has(event.id)).toBe(false);
    seen.add(event.id);
    expect(answers.get(event.id)).toEqual({ messageId: event.id, version: event.version, ordinal, sentAt: event.at });
  }
  expect(seen.size).toBe(messages);
}

test('64 writers over two processes, each command given twice: 2,000 events, gapless, every answer true', async () => {
  const { url, user, password } = stack.natsFor('chat-command');
  const env = { NATS_URL: url, NATS_USER: user, NATS_PASSWORD: password };
  await using _first = await runService('chat-command', env);
  await using _second = await runService('chat-command', env);
  const people = caller(log.bus);
  const { ann, bob, chatId } = await people.directChat(log.events);
  const answers = await write(async (messageId, n) => {
    const by = n % 2 ? ann : bob;
    const [once, again] = await Promise.all([
      people.send(by, chatId, `message ${n}`, messageId),
      people.send(by, chatId, `message ${n}`, messageId),
    ]);
    expect(again).toEqual(once);
    return once;
  });
  await expectTrue(chatId, answers);
});

test('the same with the connections to NATS cut at random moments', async () => {
  const target = new URL(stack.natsUrl);
  await using proxy = await tcpProxy({ host: '127.0.0.1', port: Number(target.port) });
  const { user, password } = stack.natsFor('chat-command');
  const env = { NATS_URL: `nats://127.0.0.1:${proxy.port}`, NATS_USER: user, NATS_PASSWORD: password };
  await using _first = await runService('chat-command', env);
  await using _second = await runService('chat-command', env);
  const people = caller(log.bus);
  const { ann, chatId } = await people.directChat(log.events);
  // By how far the writers have come, not by the clock: a slow machine is cut no more often than a fast one. What was on
  // its way costs its caller all of its 3 s.
  let cuts = 0;
  let nextCut = 50;
  const answers = await write((messageId, n) => {
    if (n >= nextCut) {
      nextCut = n + 200 + Math.random() * 100;
      setTimeout(proxy.cut, Math.random() * 20);
      cuts++;
    }
    return people.send(ann, chatId, `message ${n}`, messageId);
  });
  await expectTrue(chatId, answers);
  expect(cuts).toBeGreaterThan(5);
}, 180_000);

test('the same with every append made twice and one acknowledgement in three lost', async () => {
  await using one = await openLog(stack, 'chat-command');
  await using two = await openLog(stack, 'chat-command');
  const doubled = ({ events, bus }: TestLog) => ({
    bus,
    log: silentLogger,
    events: {
      ...events,
      async append(what: Append) {
        const tries = await Promise.allSettled([events.append(what), events.append(what)]);
        if (Math.random() < 1 / 3) throw new OutcomeUnknown(what.subject);
        const told = tries[Math.random() < 0.5 ? 0 : 1]!;
        if (told.status === 'rejected') throw told.reason;
        return told.value;
      },
    },
  });
  await using _first = await startApp(doubled(one));
  await using _second = await startApp(doubled(two));
  const people = caller(log.bus);
  const { bob, chatId } = await people.directChat(log.events);
  await expectTrue(chatId, await write((messageId, n) => people.send(bob, chatId, `message ${n}`, messageId)));
}, 180_000);
