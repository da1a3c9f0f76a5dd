import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { memoryCache } from './cache/memory-cache.ts';
import { memoryOutbox } from './outbox/memory-outbox.ts';
import { FakeServer } from './testing/fake-server.ts';
import { engineOf, expectInStep, textsOf } from './testing/in-step.ts';
import { receive, step } from './testing/steps.ts';
import type { CacheChange, CacheStore, Engine } from './types.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const input = { username: 'me', password: 'x', remember: true };
const run = async <T>(work: Promise<T>, ms = 1_000): Promise<T> => {
  await vi.advanceTimersByTimeAsync(ms);
  return work;
};

/** A chat with some messages, opened on a device that keeps what it saw. */
async function kept(server: FakeServer, cache: CacheStore, login = input) {
  const chatId = server.log.createChat(server.log.peers[0]!);
  server.log.befriend(server.log.peers[0]!);
  for (let i = 0; i < 70; i++) server.log.send(chatId, server.log.peers[0]!.id, crypto.randomUUID(), `${i}`);
  await using engine = engineOf(server, { cache });
  await run(engine.session.login(login));
  await run(engine.actions.openChat(chatId), 5_000);
  return chatId;
}

test('without a server it opens as it was left; then it catches up, and loads nothing anew', async () => {
  const server = new FakeServer();
  const cache = memoryCache();
  const chatId = await kept(server, cache);
  server.faults.down = true;
  receive(server, chatId);
  await using engine = engineOf(server, { cache });
  await run(engine.session.restore(), 2_000);
  expect(engine.state.me()?.id).toBe(server.log.me.id);
  // It may be trying just then.
  expect([engine.state.loaded(), engine.state.connection().state]).toEqual([true, expect.not.stringMatching('online')]);
  // Who is there nobody has told.
  expect(engine.state.contacts().map(({ presence }) => presence)).toEqual([undefined]);
  expect((await engine.actions.openChat(chatId)).ok).toBe(true);
  expect(textsOf(engine, chatId)).toEqual(Array.from({ length: 50 }, (_, i) => `${i + 20} sent`));
  engine.actions.send(chatId, 'mine');
  server.faults.down = false;
  server.calls.length = 0;
  await vi.advanceTimersByTimeAsync(40_000);
  expect(server.calls).not.toContain('GET /chats');
  await run(engine.actions.loadOlder(chatId));
  expectInStep(engine, server);
});

test('who comes and goes is not kept, so that nothing of the people is saved for it', async () => {
  const server = new FakeServer();
  const inner = memoryCache();
  await kept(server, inner);
  const saved: CacheChange[] = [];
  const save = (change: CacheChange) => {
    saved.push(change);
    return inner.save(change);
  };
  await using engine = engineOf(server, { cache: { ...inner, save } });
  await run(engine.session.restore(), 5_000);
  const before = saved.length;
  const [bob] = server.log.peers;
  const live = (type: string, data: object) => {
    for (const socket of server.sockets) socket.live({ type, data });
  };
  live('presence:online', { userId: bob!.id, lastSeenAt: null });
  await vi.advanceTimersByTimeAsync(2_000);
  expect(engine.state.contacts()[0]?.presence?.state).toBe('online');
  expect(saved.slice(before).flatMap(({ people }) => (people ? [people] : []))).toEqual([]);
  server.log.rename(bob!, 'Robert');
  await vi.advanceTimersByTimeAsync(2_000);
  expect(saved.at(-1)?.people?.contacts[0]?.user.displayName).toBe('Robert');
});

test('what was read stays read, although the page goes before the chat was kept', async () => {
  const server = new FakeServer();
  const cache = memoryCache();
  const chatId = await kept(server, cache);
  let marks: ReadonlyMap<string, number> = new Map();
  const readMarks = {
    load: () => marks,
    save: (_: string, reads: ReadonlyMap<string, number>) => {
      marks = reads;
    },
  };
  const unread = async (): Promise<number | undefined> => {
    server.faults.down = true;
    await using engine = engineOf(server, { cache, readMarks });
    await run(engine.session.restore(), 2_000);
    server.faults.down = false;
    return engine.state.chat(chatId)?.unread;
  };
  expect(await unread()).toBe(70);
  {
    await using engine = engineOf(server, { cache, readMarks });
    await run(engine.session.restore(), 5_000);
    engine.actions.markRead(chatId, 70);
    // Told to the server, and the chat not kept yet.
    await vi.advanceTimersByTimeAsync(300);
    expect(server.log.chats.get(chatId)?.chat.readUpTo).toBe(70);
  }
  expect((await cache.load())?.state?.chats[0]?.chat.unread).toBe(70);
  expect(await unread()).toBe(0);

  await using engine = engineOf(server, { cache, readMarks });
  await run(engine.session.restore(), 10_000);
  expect((await cache.load())?.state?.chats[0]?.chat.unread).toBe(0);
  expect(marks).toEqual(new Map());
});

test('nothing is left of a session that is not to be remembered, that ended, or of another user', async () => {
  const forgotten = memoryCache();
  await kept(new FakeServer(), forgotten, { ...input, remember: false });
  expect(await forgotten.load()).toBeUndefined();

  const server = new FakeServer();
  const cache = memoryCache();
  await kept(server, cache);
  expect((await cache.load())?.state?.chats).toHaveLength(1);
  server.signedOut = true;
  {
    await using engine = engineOf(server, { cache });
    await run(engine.session.restore());
    expect(engine.state.session()).toEqual({ state: 'signedOut', ended: 'expired' });
    expect(engine.state.chats()).toEqual([]);
  }
  expect(await cache.load()).toBeUndefined();

  await kept(new FakeServer(), cache);
  const other = new FakeServer();
  await using engine = engineOf(other, { cache });
  await run(engine.session.restore());
  expect(engine.state.me()?.id).toBe(other.log.me.id);
  expect(await cache.load()).toBeUndefined();
  await run(engine.session.login(input), 3_000);
  await run(engine.session.logout());
  expect(await cache.load()).toBeUndefined();
});

test.each([true, false])(
  'where the browser cleared what was kept, it begins anew if remembered: %s',
  async (remember) => {
    const server = new FakeServer();
    const cache = memoryCache();
    await kept(server, cache, { ...input, remember });
    await cache.clear();
    {
      await using engine = engineOf(server, { cache });
      await run(engine.session.restore(), 5_000);
    }
    expect((await cache.load())?.state?.chats.length).toBe(remember ? 1 : undefined);
  },
);

test('what could not be read at the start is not begun anew', async () => {
  const server = new FakeServer();
  const cache = memoryCache();
  await kept(server, cache);
  const begin = vi.fn(cache.begin);
  const load = () => Promise.reject(new DOMException('', 'UnknownError'));
  await using engine = engineOf(server, { cache: { ...cache, begin, load } });
  await run(engine.session.restore(), 5_000);
  expect(engine.state.session().state).toBe('signedIn');
  expect(begin).not.toHaveBeenCalled();
});

test('a log-out that the release before left owed, without a name, removes what its user had waiting', async () => {
  const server = new FakeServer();
  const cache = memoryCache();
  const outbox = memoryOutbox();
  const chatId = await kept(server, cache);
  const entry = { messageId: crypto.randomUUID(), userId: server.log.me.id, chatId, text: 'never', order: 1 };
  await outbox.put({ ...entry, createdAt: new Date().toISOString() });
  await using engine = engineOf(server, { cache, outbox, logoutMark: { load: () => 'yes', save: () => undefined } });
  await run(engine.session.restore(), 2_000);
  expect(engine.state.session().state).toBe('signedOut');
  expect(await outbox.load(server.log.me.id)).toEqual([]);
});

test('a page that hears late of a log-out leaves what is kept for who has logged in since', async () => {
  const server = new FakeServer();
  const cache = memoryCache();
  await kept(server, cache);
  await using engine = engineOf(server, { cache });
  await run(engine.session.restore(), 2_000);
  const other = { ...engine.state.me()!, id: 'other' };
  await cache.begin(other);
  // It saves what it sees, until it hears of it.
  receive(server, engine.state.chats()[0]!.id);
  await vi.advanceTimersByTimeAsync(5_000);
  await run(engine.session.logout());
  expect(await cache.load()).toEqual({ user: other });
});

test('a page of another user that the server knows better about is left for that one', async () => {
  const cache = memoryCache();
  await kept(new FakeServer(), cache);
  const server = new FakeServer();
  server.faults.down = true;
  await using engine = engineOf(server, { cache });
  await run(engine.session.restore(), 3_000);
  expect(engine.state.me()?.id).not.toBe(server.log.me.id);
  server.faults.down = false;
  await vi.advanceTimersByTimeAsync(40_000);
  expectInStep(engine, server);
  expect(engine.state.me()?.id).toBe(server.log.me.id);
});

test.each(['ended', 'of another user'])(
  'a session that the server says is %s while what is kept of it is being opened is shown as such',
  async (how) => {
    const first = new FakeServer();
    const cache = memoryCache();
    await kept(first, cache);
    const server = how === 'ended' ? first : new FakeServer();
    server.signedOut = how === 'ended';
    const outbox = memoryOutbox();
    const after = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
    const load = async (userId: string) => {
      await after(500);
      return outbox.load(userId);
    };
    const fetch = (async (...asked: Parameters<typeof server.fetch>) => {
      if (String(asked[0]).endsWith('/refresh')) await after(1_200);
      return server.fetch(...asked);
    }) as typeof server.fetch;
    await using engine = engineOf(server, { cache, outbox: { ...outbox, load }, fetch });
    await run(engine.session.restore(), 5_000);
    if (how === 'ended') expect(engine.state.session()).toEqual({ state: 'signedOut', ended: 'expired' });
    else expect(engine.state.me()?.id).toBe(server.log.me.id);
    expect(await cache.load()).toBeUndefined();
  },
);

test('while everything is loaded anew, nothing is kept: a cursor stands for all that is before it', async () => {
  const server = new FakeServer();
  const cache = memoryCache();
  const chatId = await kept(server, cache);
  let blocked = false;
  const fetch = ((...[url, init]: Parameters<typeof server.fetch>) =>
    blocked && String(url).includes('/api/chats?')
      ? Promise.reject(new TypeError('failed to fetch'))
      : server.fetch(url, init)) as typeof server.fetch;
  {
    await using engine = engineOf(server, { cache, fetch });
    await run(engine.session.restore(), 2_000);
    server.cut();
    server.log.befriend(server.log.peers[1]!);
    for (let i = 0; i < 3; i++) receive(server, chatId);
    Object.assign(server.faults, { reset: true });
    blocked = true;
    await vi.advanceTimersByTimeAsync(3_000);
    server.log.rename(server.log.peers[0]!, 'another name');
    engine.actions.markRead(chatId, 1);
    await vi.advanceTimersByTimeAsync(3_000);
  }
  blocked = false;
  await using engine = engineOf(server, { cache, fetch });
  await run(engine.session.restore(), 3_000);
  await run(engine.actions.loadLatest(chatId));
  while (engine.state.timeline(chatId).hasBefore) await run(engine.actions.loadOlder(chatId));
  expectInStep(engine, server);
});

test('a save that fails after the next was due leaves no cursor that is ahead of a chat', async () => {
  const server = new FakeServer();
  const inner = memoryCache();
  const chatId = await kept(server, inner);
  let fails = false;
  const save = async (change: CacheChange) => {
    if (!fails) return inner.save(change);
    fails = false;
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    throw new DOMException('', 'QuotaExceededError');
  };
  {
    await using engine = engineOf(server, { cache: { ...inner, save } });
    await run(engine.session.restore(), 5_000);
    fails = true;
    receive(server, chatId);
    await vi.advanceTimersByTimeAsync(1_200);
    server.log.befriend(server.log.peers[1]!);
    await vi.advanceTimersByTimeAsync(5_000);
  }
  await using engine = engineOf(server, { cache: inner });
  await run(engine.session.restore(), 5_000);
  await run(engine.actions.openChat(chatId));
  expect(engine.state.chat(chatId)).toMatchObject({ lastOrdinal: 71, unread: 71 });
  while (engine.state.timeline(chatId).hasBefore) await run(engine.actions.loadOlder(chatId));
  expectInStep(engine, server);
});

// No push is lost here, so that nothing has to follow for a gap to be seen.
test('whatever happens between starts: what is shown ends as the fold of the log', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.tuple(fc.oneof({ weight: 9, arbitrary: step }, fc.constant('reload' as const)), fc.nat({ max: 2_500 })),
        {
          maxLength: 40,
        },
      ),
      async (steps) => {
        const server = new FakeServer();
        server.faults.maxMissed = 5;
        for (const peer of server.log.peers) server.log.createChat(peer);
        const stores = { cache: memoryCache(), outbox: memoryOutbox() };
        let engine: Engine = engineOf(server, stores);
        await run(engine.session.login(input));
        for (const [what, ms] of steps) {
          if (what === 'reload') {
            await engine[Symbol.asyncDispose]();
            engine = engineOf(server, stores);
            void engine.session.restore();
          } else if (!what[0].startsWith('pushes')) what[1](server, engine);
          await vi.advanceTimersByTimeAsync(ms);
        }
        Object.assign(server.faults, {
          pushes: [],
          lostAnswers: 0,
          lag: 0,
          down: false,
          reset: false,
          sockets: 'open',
        });
        await vi.advanceTimersByTimeAsync(60_000);
        for (const [chatId, { chat }] of server.log.chats) {
          expect(engine.state.chat(chatId)).toMatchObject({ version: chat.version, unread: chat.unread });
        }
        // Excerpts of what is not loaded come with pages alone, so something else is to be the last message.
        for (const chatId of server.log.chats.keys()) receive(server, chatId);
        await vi.advanceTimersByTimeAsync(10_000);
        expectInStep(engine, server);
        await engine[Symbol.asyncDispose]();
      },
    ),
    { numRuns: 60 },
  );
}, 60_000);
