import fc from 'fast-check';
import { v7 } from 'uuid';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { memoryCache } from './cache/memory-cache.ts';
import { memoryOutbox } from './outbox/memory-outbox.ts';
import { FakeServer } from './testing/fake-server.ts';
import { FakeBrowser, type FakeTab } from './testing/fake-tabs.ts';
import { engineOf, expectInStep, signedIn, textsOf } from './testing/in-step.ts';
import { receive } from './testing/steps.ts';
import type { Engine } from './types.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Some tabs of one browser, with a chat, each with an engine of its own and one outbox for all. */
async function tabsOf(server: FakeServer, count: number) {
  const browser = new FakeBrowser();
  const outbox = memoryOutbox();
  const chatId = server.log.createChat(server.log.peers[0]!);
  const tabs: { tab: FakeTab; engine: Engine }[] = [];
  for (let i = 0; i < count; i++) {
    const tab = browser.tab();
    tabs.push({ tab, engine: await signedIn(server, { tabs: tab, outbox, ...tab.network(server) }) });
  }
  const open = async () => {
    for (const { engine } of tabs) void engine.actions.openChat(chatId);
    await vi.advanceTimersByTimeAsync(300);
  };
  await open();
  return { browser, outbox, chatId, tabs, engines: tabs.map(({ engine }) => engine), open };
}

test('tabs share one connection and one session, and all show the same', async () => {
  const server = new FakeServer();
  const { chatId, engines } = await tabsOf(server, 3);
  expect([server.sockets.size, server.refreshes]).toEqual([1, 1]);
  receive(server, chatId);
  for (const [i, engine] of engines.entries()) engine.actions.send(chatId, `from tab ${i}`);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(textsOf(engines[0]!, chatId)).toHaveLength(4);
  for (const engine of engines) expectInStep(engine, server);
  engines[2]!.actions.markRead(chatId, 4);
  await vi.advanceTimersByTimeAsync(3_000);
  for (const engine of engines) expect(engine.state.chat(chatId)).toMatchObject({ readUpTo: 4, unread: 0 });
  const before = server.refreshes;
  await vi.advanceTimersByTimeAsync(900_000);
  expect(server.refreshes - before).toBe(1);
  expect(server.sockets.size).toBe(1);
});

test('what one tab writes while there is no connection waits in all, and goes out once', async () => {
  const server = new FakeServer();
  const { chatId, engines } = await tabsOf(server, 2);
  server.faults.down = true;
  server.cut();
  for (const [i, engine] of [engines[1]!, engines[0]!, engines[1]!].entries()) engine.actions.send(chatId, `${i}`);
  await vi.advanceTimersByTimeAsync(5_000);
  for (const engine of engines) {
    expect(engine.state.connection()).toMatchObject({ state: 'offline', waiting: 3 });
    expect(new Set(textsOf(engine, chatId))).toEqual(new Set(['0 waiting', '1 waiting', '2 waiting']));
  }
  server.faults.down = false;
  await vi.advanceTimersByTimeAsync(40_000);
  for (const engine of engines) expectInStep(engine, server);
  const texts = server.log.chats.get(chatId)!.messages.map(({ text }) => text);
  expect(texts.toSorted()).toEqual(['0', '1', '2']);
  expect(texts.indexOf('0')).toBeLessThan(texts.indexOf('2'));
});

test('a tab beside the leader waits once for a store that never answers, not for each message', async () => {
  const server = new FakeServer();
  const { browser, chatId, outbox } = await tabsOf(server, 1);
  const tab = browser.tab();
  const stuck = { ...outbox, put: () => new Promise<void>(() => undefined) };
  const engine = await signedIn(server, { tabs: tab, outbox: stuck, ...tab.network(server) });
  const sent = () => server.log.chats.get(chatId)!.messages.map(({ text }) => text);
  for (const text of ['one', 'two', 'three']) engine.actions.send(chatId, text);
  await vi.advanceTimersByTimeAsync(5_500);
  expect(sent()).toEqual(['one', 'two', 'three']);
  engine.actions.send(chatId, 'four');
  await vi.advanceTimersByTimeAsync(500);
  expect(sent()).toEqual(['one', 'two', 'three', 'four']);
});

test.each(['closes', 'crashes', 'freezes'])(
  'the leader %s: another takes over within 4 s, with what was on its way',
  async (how) => {
    const server = new FakeServer();
    const { chatId, tabs } = await tabsOf(server, 3);
    const [leader, ...others] = tabs;
    server.faults.lostAnswers = 1;
    leader!.engine.actions.send(chatId, 'sent, not known to be');
    leader!.engine.actions.send(chatId, 'waiting');
    await vi.advanceTimersByTimeAsync(5);
    if (how === 'closes') await leader!.engine[Symbol.asyncDispose]();
    else leader!.tab[how === 'freezes' ? 'freeze' : 'crash']();
    others[0]!.engine.actions.send(chatId, 'from another tab');
    await vi.advanceTimersByTimeAsync(4_000);
    expect(server.sockets.size).toBe(1);
    receive(server, chatId);
    await vi.advanceTimersByTimeAsync(4_000);
    for (const { engine } of others) expectInStep(engine, server);
    const texts = server.log.chats.get(chatId)!.messages.map(({ text }) => text);
    expect(texts.toSorted()).toEqual(['from another tab', 'sent, not known to be', 'theirs', 'waiting']);
    expect(texts.indexOf('sent, not known to be')).toBeLessThan(texts.indexOf('waiting'));
    if (how !== 'freezes') return;
    leader!.tab.thaw();
    await vi.advanceTimersByTimeAsync(60_000);
    for (const { engine } of tabs) expectInStep(engine, server);
    expect(server.sockets.size).toBe(1);
  },
);

test('a tab to which the browser gives no locks leads, beside others that do too', async () => {
  const server = new FakeServer();
  const browser = new FakeBrowser();
  const chatId = server.log.createChat(server.log.peers[0]!);
  const refuse = () => Promise.reject(new DOMException('', 'SecurityError'));
  const open = () => {
    const tab = browser.tab();
    const tabs = { channel: tab.channel, locks: { request: refuse, query: refuse } };
    return signedIn(server, { tabs, ...tab.network(server) });
  };
  await using first = await open();
  await using second = await open();
  for (const engine of [first, second]) engine.actions.send(chatId, 'hello');
  await vi.advanceTimersByTimeAsync(900_000);
  for (const engine of [first, second]) {
    expect(engine.leads()).toBe(true);
    await Promise.all([engine.actions.openChat(chatId), vi.advanceTimersByTimeAsync(300)]);
    expectInStep(engine, server);
  }
  expect(server.log.chats.get(chatId)!.messages).toHaveLength(2);
});

test('signing out in one tab signs out all; signing in signs in all', async () => {
  const server = new FakeServer();
  const { engines, chatId, outbox } = await tabsOf(server, 2);
  server.faults.down = true;
  engines[1]!.actions.send(chatId, 'never sent');
  await vi.advanceTimersByTimeAsync(100);
  const left = engines[1]!.session.logout();
  await vi.advanceTimersByTimeAsync(10_000);
  await left;
  for (const engine of engines) expect(engine.state.session()).toEqual({ state: 'signedOut', ended: 'logout' });
  expect(await outbox.load(server.log.me.id)).toEqual([]);
  server.faults.down = false;
  const back = engines[0]!.session.login({ username: 'me', password: 'x' });
  await vi.advanceTimersByTimeAsync(2_000);
  await back;
  for (const engine of engines) expectInStep(engine, server);
  expect(server.sockets.size).toBe(1);
});

test('a log-out in one tab while another opens is one there too', async () => {
  const server = new FakeServer();
  const { browser, outbox, engines } = await tabsOf(server, 1);
  const tab = browser.tab();
  const load = async (userId: string) => {
    await new Promise((resolve) => setTimeout(resolve, 2_000));
    return outbox.load(userId);
  };
  const second = engineOf(server, { tabs: tab, outbox: { ...outbox, load }, ...tab.network(server) });
  void second.session.restore();
  await vi.advanceTimersByTimeAsync(1_000);
  void engines[0]!.session.logout();
  await vi.advanceTimersByTimeAsync(5_000);
  for (const engine of [...engines, second]) {
    expect(engine.state.session()).toEqual({ state: 'signedOut', ended: 'logout' });
  }
});

test('what is discarded in one tab while another uploads an image of it stays discarded', async () => {
  const server = new FakeServer();
  const { chatId, engines, outbox } = await tabsOf(server, 2);
  const [leader, follower] = engines;
  const files = [1, 2].map((n) => ({ file: new Blob([`${n}`]), width: 1, height: 1 }));
  const messageId = leader!.actions.send(chatId, 'look', { files });
  const kept = async () => (await outbox.load(server.log.me.id)).map(({ files: left }) => left?.length ?? 0);
  for (let i = 0; i < 100 && follower!.state.timeline(chatId).items.length === 0; i++)
    await vi.advanceTimersByTimeAsync(1);
  // The first image is there a moment after the message was discarded elsewhere, and before that is told here.
  const { put } = outbox;
  let discarded = false;
  outbox.put = async (entry) => {
    if (!discarded && entry.files?.length === 1) {
      discarded = true;
      follower!.actions.discard(messageId);
      for (let i = 0; i < 100 && (await kept()).length > 0; i++) await Promise.resolve();
    }
    await put(entry);
  };
  await vi.advanceTimersByTimeAsync(5_000);
  expect(discarded).toBe(true);
  expect(await kept()).toEqual([]);
  expect(server.log.chats.get(chatId)!.messages).toEqual([]);
});

test('the session ending at the server ends it in all tabs', async () => {
  const server = new FakeServer();
  const { engines } = await tabsOf(server, 2);
  server.signedOut = true;
  server.cut();
  await vi.advanceTimersByTimeAsync(10_000);
  for (const engine of engines) expect(engine.state.session()).toEqual({ state: 'signedOut', ended: 'expired' });
});

test('a tab that opens beside another shows who is there, although what is kept does not say it', async () => {
  const server = new FakeServer();
  const [bob] = server.log.peers;
  server.log.befriend(bob!);
  server.online.add(bob!.id);
  const browser = new FakeBrowser();
  const cache = memoryCache();
  const open = async () => {
    const tab = browser.tab();
    const engine = engineOf(server, { tabs: tab, cache, ...tab.network(server) });
    void engine.session.login({ username: 'me', password: 'x', remember: true });
    await vi.advanceTimersByTimeAsync(5_000);
    return engine;
  };
  await using first = await open();
  const tab = browser.tab();
  await using second = engineOf(server, { tabs: tab, cache, ...tab.network(server) });
  void second.session.restore();
  await vi.advanceTimersByTimeAsync(2_000);
  for (const engine of [first, second]) expect(engine.state.presence(bob!.id)?.state).toBe('online');
  server.cut();
  server.online.delete(bob!.id);
  await vi.advanceTimersByTimeAsync(10_000);
  for (const engine of [first, second]) expect(engine.state.presence(bob!.id)?.state).toBe('offline');
});

test.each(['a message', 'a contact'])(
  'a tab that opens beside another has %s that came there ahead of its cursor and of what is read',
  async (what) => {
    const server = new FakeServer();
    const { log } = server;
    const { browser, chatId, engines } = await tabsOf(server, 1);
    server.faults.lag = 1;
    if (what === 'a contact') log.befriend(log.peers[1]!);
    else log.send(chatId, log.me.id, v7(), 'from another device');
    await vi.advanceTimersByTimeAsync(100);
    const tab = browser.tab();
    const second = await signedIn(server, { tabs: tab, ...tab.network(server) });
    server.faults.lag = 0;
    await vi.advanceTimersByTimeAsync(10_000);
    for (const engine of [...engines, second]) expectInStep(engine, server);
  },
);

test('a tab that hears again of a group that one was put out of, and is in again, fails nothing of what waits there', async () => {
  const server = new FakeServer();
  const browser = new FakeBrowser();
  const outbox = memoryOutbox();
  const chatId = server.log.createGroup();
  const tab = browser.tab();
  const { fetch, ...network } = tab.network(server);
  const slow = (async (...asked: Parameters<typeof fetch>) => {
    if (String(asked[0]).includes('/attachments')) await new Promise((resolve) => setTimeout(resolve, 5_000));
    return fetch(...asked);
  }) as typeof fetch;
  const leader = await signedIn(server, { tabs: tab, outbox, ...network, fetch: slow });
  for (let i = 0; i < 2; i++) server.log.moveMe(chatId);
  await vi.advanceTimersByTimeAsync(1_000);
  leader.actions.send(chatId, 'one', { files: [{ file: new Blob(['1']), width: 1, height: 1 }] });
  leader.actions.send(chatId, 'two');
  const beside = browser.tab();
  const follower = await signedIn(server, { tabs: beside, outbox, ...beside.network(server) });
  for (const engine of [leader, follower]) {
    expect(textsOf(engine, chatId).slice(-2)).toEqual(['one waiting', 'two waiting']);
  }
  await vi.advanceTimersByTimeAsync(10_000);
  expect(server.log.chats.get(chatId)!.messages.slice(-2)).toMatchObject([{ text: 'one' }, { text: 'two' }]);
});

test('a tab that opens after the log lost its end gets nothing of what was lost', async () => {
  const server = new FakeServer();
  const { browser, chatId, engines } = await tabsOf(server, 1);
  receive(server, chatId);
  await vi.advanceTimersByTimeAsync(2_000);
  const { seq } = server.log;
  for (let i = 0; i < 2; i++) receive(server, chatId);
  await vi.advanceTimersByTimeAsync(20);
  server.log.lose(server.log.seq - seq);
  server.faults.reset = true;
  server.cut();
  await vi.advanceTimersByTimeAsync(5_000);
  const tab = browser.tab();
  const second = await signedIn(server, { tabs: tab, ...tab.network(server) });
  await vi.advanceTimersByTimeAsync(10_000);
  for (const engine of [...engines, second]) expectInStep(engine, server);
});

test('a tab that loads all afresh has what the leader passed on before that', async () => {
  const server = new FakeServer();
  const { engines } = await tabsOf(server, 2);
  const [leader, follower] = engines;
  const until = async (there: () => boolean) => {
    for (let i = 0; i < 5_000 && !there(); i++) await vi.advanceTimersByTimeAsync(1);
  };
  server.cut();
  await until(() => leader!.state.connection().state !== 'online');
  await until(() => leader!.state.connection().state === 'online');
  Object.assign(server.faults, { lag: 1, reset: true });
  await until(() => !server.faults.reset);
  server.log.befriend(server.log.peers[1]!);
  await until(() => follower!.state.connection().state === 'online');
  await vi.advanceTimersByTimeAsync(2_000);
  server.faults.lag = 0;
  for (const engine of engines) expectInStep(engine, server);
});

type Act = [string, (tabs: Awaited<ReturnType<typeof tabsOf>>['tabs'], server: FakeServer, chatId: string) => void];
const which = fc.nat({ max: 2 });
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 5, arbitrary: which.map((i): Act => [`send ${i}`, (t, _, c) => t[i]!.engine.actions.send(c, `by ${i}`)]) },
  { weight: 5, arbitrary: fc.constant<Act>(['receive', (_, s, c) => receive(s, c)]) },
  fc
    .tuple(which, fc.constantFrom('frozen' as const, 'deaf' as const))
    .map(([i, how]): Act => [`${how} ${i}`, (t) => t[i]!.tab.freeze(how)]),
  { weight: 2, arbitrary: which.map((i): Act => [`thaw ${i}`, (t) => t[i]!.tab.thaw()]) },
  fc.constant<Act>(['cut', (_, s) => s.cut()]),
  fc.constant<Act>(['lose an answer', (_, s) => s.faults.lostAnswers++]),
  fc.boolean().map((down): Act => [`down ${down}`, (_, s) => (s.faults.down = down)]),
  fc
    .constantFrom('open' as const, 'refused' as const)
    .map((sockets): Act => [`sockets ${sockets}`, (_, s) => Object.assign(s.faults, { sockets })]),
);

test('whatever happens to the tabs: all end in step, and each message is there once, each tab’s in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(act, fc.oneof(fc.nat({ max: 50 }), fc.nat({ max: 4_000 }))), { maxLength: 30 }),
      async (acts) => {
        const server = new FakeServer();
        const { tabs, chatId, engines } = await tabsOf(server, 3);
        const said = [0, 0, 0];
        for (const [[name, perform], ms] of acts) {
          const by = name.startsWith('send') ? Number(name.at(-1)) : undefined;
          if (by === undefined) perform(tabs, server, chatId);
          else tabs[by]!.engine.actions.send(chatId, `${by} ${said[by]!++}`);
          await vi.advanceTimersByTimeAsync(ms);
        }
        for (const { tab } of tabs) tab.thaw();
        Object.assign(server.faults, { down: false, lostAnswers: 0, sockets: 'open' });
        await vi.advanceTimersByTimeAsync(120_000);
        receive(server, chatId);
        await vi.advanceTimersByTimeAsync(10_000);
        for (const engine of engines) expectInStep(engine, server);
        expect(server.sockets.size).toBe(1);
        const texts = server.log.chats.get(chatId)!.messages.map(({ text }) => text);
        for (const [i, count] of said.entries()) {
          expect(texts.filter((text) => text.startsWith(`${i} `))).toEqual(
            Array.from({ length: count }, (_, n) => `${i} ${n}`),
          );
        }
        for (const engine of engines) await engine[Symbol.asyncDispose]();
      },
    ),
    { numRuns: 40 },
  );
}, 60_000);
