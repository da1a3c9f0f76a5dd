import { type Cursor, encodeCursor, type Push, refuse, unavailable } from '@messenger/proto';
import { afterEach, expect, test, vi } from 'vitest';
import { type CatchUpOptions, catchUp } from './catch-up.ts';
import { Collector } from './collector.fixture.ts';
import type { SyncPage } from './delta.ts';
import { followed, messageSent, uuid } from './events.fixture.ts';
import { Hub } from './hub.ts';
import { noLoads } from './loads.fixture.ts';

const at = (chat: number): Cursor => ({ generation: '0000000a', streams: { 'CHAT-0': chat } });
const [ann, bob, chatId] = [uuid('u', 1), uuid('u', 2), uuid('c', 1)];
const message = (seq: number) => followed('CHAT-0', seq, messageSent(chatId, uuid('m', seq), bob));
const missed = (seq: number): Push => ({ type: 'message:new', id: uuid('m', seq), chatId, data: {} });
const page = (position: Cursor, more: Partial<SyncPage> = {}): SyncPage => ({
  position: encodeCursor(position),
  reset: false,
  more: false,
  events: [],
  chats: [chatId],
  contacts: [],
  ...more,
});

function setUp(options: Partial<CatchUpOptions> = {}) {
  const hub = new Hub({ start: at(5), limits: { maxEvents: 3, maxBytes: 100_000 }, loads: noLoads });
  const device = new Collector(ann);
  const order: string[] = [];
  const stop = new AbortController();
  const run = (more: Partial<CatchUpOptions> = {}) =>
    catchUp({
      holding: hub.hold(device),
      cursor: encodeCursor(at(2)),
      maxBytes: 1_000,
      patienceMs: 1_000,
      signal: stop.signal,
      ask: async () => page(at(5)),
      deliver: async (events) => {
        order.push(...events.map((event) => event.id!));
        return true;
      },
      join: (membership) => {
        device.membership = membership;
      },
      live: ({ cursor }) => order.push(...device.got.map(({ push }) => push.id!), `ready ${encodeCursor(cursor)}`),
      ...options,
      ...more,
    });
  return { hub, device, order, stop, run };
}

afterEach(() => {
  vi.restoreAllMocks();
});

test('page by page, then what was held, then ready, then live', async () => {
  const { hub, device, order, run } = setUp();
  const asked: unknown[] = [];
  const pages = [
    page(at(4), { more: true, events: [missed(3), missed(4)] }),
    page(at(6), { events: [missed(5), missed(6)] }),
  ];
  const result = await run({
    ask: async (request) => {
      asked.push(request.cursor);
      hub.publish([message(6 + asked.length - 1)]);
      return pages[asked.length - 1]!;
    },
  });
  expect(result).toMatchObject({ cursor: at(7), reset: false });
  expect(asked).toEqual([encodeCursor(at(2)), encodeCursor(at(4))]);
  expect(order).toEqual([...[3, 4, 5, 6, 7].map((n) => uuid('m', n)), `ready ${encodeCursor(at(7))}-000007`]);
  hub.publish([message(8)]);
  expect(device.got.at(-1)?.push.id).toBe(uuid('m', 8));
});

test('the last event of a page says up to where all was told, unless ready does', async () => {
  const { run } = setUp();
  const told: (string | undefined)[] = [];
  const pages = [page(at(4), { more: true, events: [missed(3), missed(4)] }), page(at(5), { events: [missed(5)] })];
  await run({
    ask: async () => pages.shift()!,
    deliver: async (events) => {
      told.push(...events.map(({ cursor }) => cursor));
      return true;
    },
  });
  expect(told).toEqual([undefined, encodeCursor(at(4)), undefined]);
});

test('pages grow for who takes them at once, and are small again for who does not', async () => {
  const { run } = setUp();
  const asked: unknown[] = [];
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  await run({
    maxBytes: 300_000,
    ask: async ({ maxBytes }) => {
      asked.push(maxBytes);
      return page(at(5), { more: asked.length < 6 });
    },
    deliver: async () => {
      if (asked.length === 4) now += 2_500;
      return true;
    },
  });
  expect(asked).toEqual([65_536, 131_072, 262_144, 300_000, 65_536, 131_072]);
});

test('a snapshot ahead of the gateway: it goes live when the gateway is there, and gets nothing twice', async () => {
  const { hub, device, run } = setUp();
  const running = run({ ask: async () => page(at(7)) });
  for (const seq of [6, 7, 8]) {
    await new Promise((resolve) => setImmediate(resolve));
    hub.publish([message(seq)]);
  }
  expect(await running).toMatchObject({ reset: false });
  expect(device.got.map(({ push }) => push.id)).toEqual([uuid('m', 8)]);
});

test('a cursor of another log: nothing of the delta, and reset', async () => {
  for (const cursor of ['0000000b.c0-1', 'nonsense']) {
    const { order, run } = setUp();
    const result = await run({
      cursor,
      ask: async (request) => page(at(5), { events: request.cursor ? [missed(1)] : [] }),
    });
    expect(result).toEqual({ cursor: at(5), reset: true });
    expect(order).toEqual([`ready ${encodeCursor(at(5))}`]);
  }
});

test('reset: what was held comes after that was told, since it is not part of what is loaded', async () => {
  const { hub, device, order, run } = setUp();
  const result = await run({
    cursor: 'nonsense',
    ask: async () => {
      hub.publish([message(6)]);
      return page(at(5));
    },
  });
  expect(result).toMatchObject({ cursor: at(6), reset: true });
  expect(order).toEqual([`ready ${encodeCursor(at(5))}`]);
  expect(device.got.map(({ push }) => push.id)).toEqual([uuid('m', 6)]);
});

test('without a cursor it is served from where it registered', async () => {
  const { hub, device, order, run } = setUp();
  const result = await run({
    cursor: undefined,
    ask: async (request) => {
      expect(request.cursor).toBe(encodeCursor(at(5)));
      hub.publish([message(6), message(7)]);
      return page(at(6), { events: [missed(6)] });
    },
  });
  expect(result).toMatchObject({ cursor: at(7), reset: false });
  expect(order).toEqual([uuid('m', 6), uuid('m', 7), `ready ${encodeCursor(at(7))}-000007`]);
  expect(device.got).toHaveLength(1);
});

test('the read model is asked again while it is away, but not for ever', async () => {
  let asked = 0;
  const comesBack = setUp();
  const ask = async () => (++asked < 3 ? unavailable() : page(at(5)));
  expect(await comesBack.run({ ask })).toMatchObject({ cursor: at(5) });
  const staysAway = setUp();
  expect(await staysAway.run({ patienceMs: 0, ask: async () => unavailable() })).toMatchObject({ code: 'unavailable' });
  expect(await staysAway.run({ ask: async () => refuse('internal', 'x') })).toMatchObject({ code: 'internal' });
  staysAway.hub.publish([message(6)]);
  expect(staysAway.hub.heldEvents).toBe(0);
});

test('too much to hold, a closed socket, a slow one: not served, nothing kept', async () => {
  const flood = setUp();
  const flooded = flood.run({
    ask: async () => {
      flood.hub.publish([6, 7, 8, 9].map(message));
      return page(at(9));
    },
  });
  expect(await flooded).toMatchObject({ code: 'unavailable' });
  const gone = setUp();
  const running = gone.run({ ask: async () => page(at(99)) });
  gone.stop.abort();
  expect(await running).toMatchObject({ code: 'unavailable' });
  const slow = setUp();
  expect(await slow.run({ deliver: async () => false })).toMatchObject({ code: 'unavailable' });
  for (const { hub, device } of [flood, gone, slow]) {
    const before = device.got.length;
    hub.publish([message(20)]);
    expect([hub.heldEvents, device.got.length - before]).toEqual([0, 0]);
  }
});
