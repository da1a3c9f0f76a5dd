import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { FakeServer } from './testing/fake-server.ts';
import { engineOf, expectInStep, signedIn, textsOf } from './testing/in-step.ts';
import type { Engine } from './types.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

const isOver = (engine: Engine, via: 'socket' | 'poll') => () =>
  expect(engine.state.connection()).toMatchObject({ state: 'online', via });

/** Lets the clock run until it is so; the time it took, in ms. */
async function within(ms: number, seen: () => void): Promise<number> {
  for (let waited = 0; ; waited += 100) {
    try {
      seen();
      return waited;
    } catch (error) {
      if (waited > ms) throw error;
      await vi.advanceTimersByTimeAsync(100);
    }
  }
}

test.each(['refused', 'silent'] as const)(
  'sockets are %s: polls carry everything, until one gets through',
  async (how) => {
    const server = new FakeServer();
    const [bob] = server.log.peers;
    const chatId = server.log.createChat(bob!);
    await using engine = await signedIn(server);
    expect(engine.state.connection().via).toBe('socket');
    server.faults.sockets = how;
    server.cut();
    engine.actions.send(chatId, 'on the way');
    await within(15_000, isOver(engine, 'poll'));
    for (const text of ['one', 'two']) engine.actions.send(chatId, text);
    server.log.send(chatId, bob!.id, crypto.randomUUID(), 'theirs');
    await vi.advanceTimersByTimeAsync(2_000);
    server.log.send(chatId, bob!.id, crypto.randomUUID(), 'theirs again');
    engine.actions.markRead(chatId, 2);
    await Promise.all([engine.actions.openChat(chatId), vi.advanceTimersByTimeAsync(3_000)]);
    expectInStep(engine, server);
    expect(server.log.chats.get(chatId)!.chat.readUpTo).toBe(2);
    await vi.advanceTimersByTimeAsync(300_000);
    isOver(engine, 'poll')();

    server.faults.sockets = 'open';
    expect(await within(60_000, isOver(engine, 'socket'))).toBeLessThan(60_000);
    const before = server.calls.length;
    server.log.send(chatId, bob!.id, crypto.randomUUID(), 'over the socket');
    await vi.advanceTimersByTimeAsync(60_000);
    expect(server.calls.slice(before).filter((call) => call.includes('/sync'))).toEqual([]);
    expectInStep(engine, server);
  },
);

test('a page that may not open sockets polls from the start', async () => {
  const server = new FakeServer();
  const chatId = server.log.createChat(server.log.peers[0]!);
  const Socket = class {
    constructor() {
      throw new Error('not allowed');
    }
  } as unknown as typeof server.Socket;
  await using engine = engineOf(server, { WebSocket: Socket });
  void engine.session.restore();
  await within(2_000, isOver(engine, 'poll'));
  server.faults.lostAnswers = 2;
  for (const text of ['one', 'two', 'three']) engine.actions.send(chatId, text);
  await vi.advanceTimersByTimeAsync(20_000);
  await Promise.all([engine.actions.openChat(chatId), vi.advanceTimersByTimeAsync(100)]);
  expect(textsOf(engine, chatId)).toEqual(['one sent', 'two sent', 'three sent']);
  expectInStep(engine, server);
});

test('the server is away: both ways are tried by turns, and the first that works is taken', async () => {
  const server = new FakeServer();
  await using engine = await signedIn(server);
  server.faults.down = true;
  server.cut();
  await vi.advanceTimersByTimeAsync(120_000);
  expect(engine.state.connection().state).toBe('offline');
  server.faults.down = false;
  engine.actions.reconnect();
  await within(1_000, () => expect(engine.state.connection().state).toBe('online'));
  await within(60_000, isOver(engine, 'socket'));
});

test('over polls too it is known whether a new contact is there', async () => {
  const server = new FakeServer();
  const [bob] = server.log.peers;
  server.faults.sockets = 'refused';
  await using engine = engineOf(server);
  void engine.session.restore();
  await within(20_000, isOver(engine, 'poll'));
  await vi.advanceTimersByTimeAsync(2_000);
  server.online.add(bob!.id);
  server.log.befriend(bob!);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(engine.state.presence(bob!.id)?.state).toBe('online');
});

test('of what comes in one answer each message is told, though only the last is to be seen in the list', async () => {
  const server = new FakeServer();
  const [bob] = server.log.peers;
  const chatId = server.log.createChat(bob!);
  await using engine = await signedIn(server);
  server.faults.sockets = 'refused';
  server.cut();
  for (const text of ['@ann', 'nor this']) server.log.send(chatId, bob!.id, crypto.randomUUID(), text);
  const told: [string, string | undefined][] = [];
  engine.subscribe((changes) => {
    for (const change of changes) {
      if (change.kind !== 'message') continue;
      told.push([change.message.text, engine.state.chat(chatId)?.lastMessage?.text]);
    }
  });
  await vi.advanceTimersByTimeAsync(20_000);
  expect(told).toEqual([
    ['@ann', 'nor this'],
    ['nor this', 'nor this'],
  ]);
});

test('polls that are refused for now come back when the server says', async () => {
  const server = new FakeServer();
  server.faults.sockets = 'refused';
  await using engine = engineOf(server);
  void engine.session.restore();
  await within(20_000, isOver(engine, 'poll'));
  server.faults.pollsAfter = 20;
  const polls = () => server.calls.filter((call) => call === 'GET /sync').length;
  server.log.send(server.log.createChat(server.log.peers[0]!), server.log.peers[0]!.id, crypto.randomUUID(), 'one');
  await within(2_000, () => expect(engine.state.connection().state).not.toBe('online'));
  const refused = polls();
  await vi.advanceTimersByTimeAsync(19_000);
  expect(polls()).toBe(refused);
  server.faults.pollsAfter = 0;
  await within(20_000, isOver(engine, 'poll'));
});
