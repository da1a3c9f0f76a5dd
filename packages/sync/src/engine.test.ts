import type { Message } from '@messenger/proto';
import { v7 } from 'uuid';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { memoryOutbox } from './outbox/memory-outbox.ts';
import { FakeServer } from './testing/fake-server.ts';
import { engineOf, expectInStep, signedIn, textsOf } from './testing/in-step.ts';
import { receive } from './testing/steps.ts';
import type { Change } from './types.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

test('signing in loads everything; live pushes follow; each change is told once per batch', async () => {
  const server = new FakeServer();
  const [bob] = server.log.peers;
  server.log.befriend(bob!);
  const chatId = server.log.createChat(bob!);
  server.log.send(chatId, bob!.id, crypto.randomUUID(), 'hello');
  await using engine = await signedIn(server);
  expectInStep(engine, server);
  expect(engine.state.user(bob!.id)).toEqual(bob);
  await Promise.all([engine.actions.openChat(chatId), vi.advanceTimersByTimeAsync(100)]);
  expect(textsOf(engine, chatId)).toEqual(['hello sent']);
  const batches: string[][] = [];
  engine.subscribe((changes) => batches.push(changes.map((change) => change.kind)));
  server.log.send(chatId, bob!.id, crypto.randomUUID(), 'again');
  await vi.advanceTimersByTimeAsync(50);
  expect(textsOf(engine, chatId)).toEqual(['hello sent', 'again sent']);
  expect(batches).toEqual([expect.arrayContaining(['chat', 'chats', 'timeline'])]);
});

test('who signs in sees the profile as it is now, whatever it was when it was registered', async () => {
  const server = new FakeServer();
  server.profile = { displayName: 'Ann of today', avatar: { id: 'a', placeholder: '' }, readReceipts: false };
  await using engine = await signedIn(server);
  expect(engine.state.me()).toMatchObject({ id: server.log.me.id, ...server.profile });
  expect(engine.state.user(server.log.me.id)).toMatchObject({ displayName: 'Ann of today' });
});

test('a message shows at once, and is sent exactly once though answers are lost', async () => {
  const server = new FakeServer();
  const chatId = server.log.createChat(server.log.peers[0]!);
  await using engine = await signedIn(server);
  server.faults.lostAnswers = 2;
  for (const text of ['one', 'two', 'three']) engine.actions.send(chatId, text);
  expect(textsOf(engine, chatId)).toEqual(['one waiting', 'two waiting', 'three waiting']);
  expect(engine.state.connection()).toMatchObject({ waiting: 3 });
  await vi.advanceTimersByTimeAsync(10_000);
  await Promise.all([engine.actions.openChat(chatId), vi.advanceTimersByTimeAsync(100)]);
  expect(textsOf(engine, chatId)).toEqual(['one sent', 'two sent', 'three sent']);
  expectInStep(engine, server);
});

test('what was written offline survives the page, and goes out in order, once', async () => {
  const server = new FakeServer();
  const chatId = server.log.createChat(server.log.peers[0]!);
  const outbox = memoryOutbox();
  {
    await using first = await signedIn(server, { outbox });
    // The first one arrives, but the device does not get to know.
    server.faults.lostAnswers = 1;
    for (let i = 0; i < 30; i++) first.actions.send(chatId, `${i}`);
    await vi.advanceTimersByTimeAsync(6);
    server.faults.down = true;
    await vi.advanceTimersByTimeAsync(5_000);
    expect(first.state.connection()).toMatchObject({ state: expect.not.stringMatching('online'), waiting: 30 });
  }
  expect(server.log.chats.get(chatId)!.messages).toHaveLength(1);
  server.faults.down = false;
  await using second = await signedIn(server, { outbox });
  await vi.advanceTimersByTimeAsync(5_000);
  expect(server.log.chats.get(chatId)!.messages.map((message) => message.text)).toEqual(
    Array.from({ length: 30 }, (_, i) => `${i}`),
  );
  expectInStep(second, server);
});

test('what was written before goes out before what is written while the device has not yet said what it keeps', async () => {
  const server = new FakeServer();
  const chatId = server.log.createChat(server.log.peers[0]!);
  const outbox = memoryOutbox();
  const me = server.log.me.id;
  const said = { chatId, userId: me, createdAt: new Date().toISOString() };
  for (const [i, text] of ['one', 'two'].entries()) await outbox.put({ ...said, messageId: v7(), text, order: i + 1 });
  const kept = async () => (await outbox.load(me)).map(({ text }) => text);
  let loads = 0;
  const load = async (userId: string) => {
    await new Promise((resolve) => setTimeout(resolve, loads++ === 0 ? 8_000 : 1_000));
    return outbox.load(userId);
  };
  await using engine = engineOf(server, { outbox: { ...outbox, load } });
  void engine.session.restore();
  await vi.advanceTimersByTimeAsync(1_000);
  server.faults.down = true;
  await vi.advanceTimersByTimeAsync(4_500);
  for (const text of ['three', 'four']) engine.actions.send(chatId, text);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(textsOf(engine, chatId)).toEqual(['one waiting', 'two waiting', 'three waiting', 'four waiting']);
  expect(await kept()).toEqual(['one', 'two', 'three', 'four']);
  server.faults.down = false;
  await vi.advanceTimersByTimeAsync(20_000);
  expect(server.log.chats.get(chatId)!.messages.map(({ text }) => text)).toEqual(['one', 'two', 'three', 'four']);
});

test('a chat with something on its way, or that failed, stands where that puts it', async () => {
  const server = new FakeServer();
  const [older, newer] = server.log.peers.slice(0, 2).map((peer) => server.log.createChat(peer));
  server.log.send(older!, server.log.me.id, crypto.randomUUID(), 'long ago');
  await vi.advanceTimersByTimeAsync(1_000);
  server.log.send(newer!, server.log.me.id, crypto.randomUUID(), 'just now');
  await using engine = await signedIn(server);
  const order = () => engine.state.chats().map(({ id }) => id);
  expect(order()).toEqual([newer, older]);
  const told: string[] = [];
  engine.subscribe((changes) => told.push(...changes.map(({ kind }) => kind)));
  server.faults.down = true;
  const messageId = engine.actions.send(older!, 'waits');
  expect(order()).toEqual([older, newer]);
  await vi.advanceTimersByTimeAsync(1);
  expect(told).toContain('chats');
  engine.actions.discard(messageId);
  expect(order()).toEqual([newer, older]);
});

test('who was never here, and has no connection, is told so', async () => {
  const server = new FakeServer();
  server.faults.down = true;
  await using engine = engineOf(server);
  void engine.session.restore();
  expect(engine.state.connection()).toEqual({ state: 'idle', waiting: 0 });
  await vi.advanceTimersByTimeAsync(1_000);
  expect(engine.state.connection()).toEqual({ state: 'offline', waiting: 0, retryAt: expect.any(Number) });
  server.faults.down = false;
  await vi.advanceTimersByTimeAsync(11_000);
  expectInStep(engine, server);
});

test('what was to be said in a group that one is put out of stays, and says why; what is in its log does not', async () => {
  const server = new FakeServer();
  const chatId = server.log.createGroup();
  const outbox = memoryOutbox();
  const why = { code: 'not_in_chat', message: "You're not in this chat any more." };
  {
    await using engine = await signedIn(server, { outbox });
    // The first one arrives, but the device does not get to know.
    server.faults.lostAnswers = 1;
    for (const text of ['arrived', 'one', 'two']) engine.actions.send(chatId, text);
    await vi.advanceTimersByTimeAsync(6);
    server.cut();
    server.log.moveMe(chatId);
    await vi.advanceTimersByTimeAsync(10_000);
    expect(engine.state.chat(chatId)).toBeUndefined();
    expect(textsOf(engine, chatId)).toEqual(['one failed', 'two failed']);
    for (const item of engine.state.timeline(chatId).items) expect(item).toMatchObject({ error: why });
    expect([engine.state.connection().waiting, engine.state.unsent()]).toEqual([0, 2]);
  }
  await using engine = await signedIn(server, { outbox });
  expect(textsOf(engine, chatId)).toEqual(['one failed', 'two failed']);
  const [one, two] = engine.state.timeline(chatId).items;
  engine.actions.discard(two!.id);
  server.log.moveMe(chatId);
  await Promise.all([engine.actions.openChat(chatId), vi.advanceTimersByTimeAsync(1_000)]);
  engine.actions.retry(one!.id);
  await vi.advanceTimersByTimeAsync(1_000);
  const said = textsOf(engine, chatId).filter((text) => /arrived|one|two/.test(text));
  expect(said).toEqual(['arrived sent', 'one sent']);
  expect(await outbox.load(server.log.me.id)).toEqual([]);
});

test('what is still under way as one is put out of a group is asked about, and what the server refuses has failed', async () => {
  const server = new FakeServer();
  const chatId = server.log.createGroup();
  await using engine = await signedIn(server);
  server.log.moveMe(chatId);
  for (const text of ['one', 'two']) engine.actions.send(chatId, text);
  await vi.advanceTimersByTimeAsync(5_000);
  const errors = engine.state.timeline(chatId).items.map((item) => item.state === 'failed' && item.error.code);
  expect(errors).toEqual(['not_in_chat', 'not_in_chat']);
});

test('a group that was deleted is gone at once: what else of it was missed cannot be asked for', async () => {
  const server = new FakeServer();
  const [bob] = server.log.peers;
  const chatId = server.log.createGroup();
  await using engine = await signedIn(server);
  server.faults.pushes = ['never'];
  server.log.happen(chatId, 'chat:updated', bob!.id, { name: 'Missed' });
  server.log.happen(chatId, 'chat:deleted', bob!.id, {});
  server.faults.sockets = 'silent';
  await vi.advanceTimersByTimeAsync(100);
  expect(engine.state.chat(chatId)).toBeUndefined();
});

test('history comes in pages, while messages keep coming', async () => {
  const server = new FakeServer();
  const [bob] = server.log.peers;
  const chatId = server.log.createChat(bob!);
  for (let i = 0; i < 120; i++) server.log.send(chatId, bob!.id, crypto.randomUUID(), `${i}`);
  await using engine = await signedIn(server);
  server.faults.lag = 4;
  setTimeout(() => {
    server.faults.lag = 0;
  }, 300);
  const opened = engine.actions.openChat(chatId);
  for (let i = 120; i < 125; i++) server.log.send(chatId, bob!.id, crypto.randomUUID(), `${i}`);
  await vi.advanceTimersByTimeAsync(1_000);
  expect((await opened).ok).toBe(true);
  expect(engine.state.timeline(chatId)).toMatchObject({ hasBefore: true, hasAfter: false });
  while (engine.state.timeline(chatId).hasBefore) {
    await Promise.all([engine.actions.loadOlder(chatId), vi.advanceTimersByTimeAsync(1_000)]);
  }
  expectInStep(engine, server);
});

test('a chat that is told of again, as it is by now, loses nothing of what lies between', async () => {
  const server = new FakeServer();
  const [bob] = server.log.peers;
  await using engine = await signedIn(server);
  const chatId = server.log.createChat(bob!);
  await vi.advanceTimersByTimeAsync(50);
  await Promise.all([engine.actions.openChat(chatId), vi.advanceTimersByTimeAsync(100)]);
  server.cut();
  for (let i = 0; i < 10; i++) server.log.send(chatId, bob!.id, crypto.randomUUID(), `${i}`);
  await vi.advanceTimersByTimeAsync(5_000);
  expectInStep(engine, server);
});

test('of two people, a device that was away is told only how they stand now', async () => {
  const server = new FakeServer();
  const [bob, carl] = server.log.peers;
  server.log.befriend(bob!);
  server.log.stand('requested', carl!);
  await using engine = await signedIn(server);
  server.cut();
  for (const what of ['removed', 'requested'] as const) server.log.stand(what, bob!);
  for (const what of ['accepted', 'removed'] as const) server.log.stand(what, carl!);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(engine.state.contacts()).toEqual([]);
  expectInStep(engine, server);
});

test.each(['sockets', 'polls'])('who was away for long arrives, though the %s break again and again', async (over) => {
  const server = new FakeServer();
  const chatId = server.log.createChat(server.log.peers[0]!);
  let limited = false;
  let passed = 0;
  /** Lets so many through, then breaks. */
  const breaks = (most: number) => limited && ++passed > most;
  const WebSocket = class extends server.Socket {
    override dispatchEvent(event: Event): boolean {
      if (event.type === 'open') passed = 0;
      if (event.type !== 'message' || !breaks(25)) return super.dispatchEvent(event);
      this.breakOff(4500);
      return false;
    }
  };
  const fetch = (async (url: URL, init: RequestInit) => {
    if (!url.searchParams.has('cursor') || !breaks(2)) return server.fetch(url, init);
    passed = 0;
    throw new TypeError('failed to fetch');
  }) as typeof server.fetch;
  await using engine = await signedIn(server, { WebSocket, fetch });
  Object.assign(server.faults, { pageSize: 10, sockets: over === 'polls' ? 'refused' : 'open' });
  limited = true;
  server.cut();
  for (let i = 0; i < 50; i++) receive(server, chatId);
  await vi.advanceTimersByTimeAsync(200_000);
  expect(engine.state.chat(chatId)?.lastOrdinal).toBe(50);
  limited = false;
  await vi.advanceTimersByTimeAsync(60_000);
  expectInStep(engine, server);
});

test('the session ending elsewhere ends it here; an expired socket is opened again', async () => {
  const server = new FakeServer();
  await using engine = await signedIn(server);
  for (const socket of [...server.sockets]) socket.breakOff(4401);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(engine.state.connection().state).toBe('online');
  server.signedOut = true;
  server.cut();
  await vi.advanceTimersByTimeAsync(5_000);
  expect(engine.state.session()).toEqual({ state: 'signedOut', ended: 'expired' });
  expect(engine.state.connection()).toEqual({ state: 'idle', waiting: 0 });
});

test.each(['start', 'login'])(
  'a log-out that did not reach the server stays one, and is told to it at the next %s',
  async (when) => {
    const server = new FakeServer();
    const { owed, logoutMark } = markOf();
    const done = async (work: Promise<unknown>) => {
      await vi.advanceTimersByTimeAsync(10_000);
      await work;
    };
    await using engine = await signedIn(server, { logoutMark });
    server.faults.down = true;
    await done(engine.session.logout());
    expect(engine.state.session()).toEqual({ state: 'signedOut', ended: 'logout' });
    await using offline = engineOf(server, { logoutMark });
    await done(offline.session.restore());
    expect([offline.state.session(), owed()]).toEqual([{ state: 'signedOut' }, server.log.me.id]);

    server.faults.down = false;
    server.calls.length = 0;
    await using next = engineOf(server, { logoutMark });
    const login = () => offline.session.login({ username: 'me', password: 'x' });
    await done(when === 'start' ? next.session.restore() : login());
    expect(server.calls.slice(0, 3)).toEqual([
      'POST /auth/refresh',
      'POST /auth/logout',
      ...(when === 'login' ? ['POST /auth/login'] : []),
    ]);
    expect([next, offline].map(({ state }) => state.session().state)).toEqual(
      when === 'start' ? ['signedOut', 'signedOut'] : ['restoring', 'signedIn'],
    );
    expect(owed()).toBeUndefined();
  },
);

test('after a log-out that was cut short, nothing of what was on its way goes out with the next login', async () => {
  const server = new FakeServer();
  const chatId = server.log.createChat(server.log.peers[0]!);
  const { logoutMark } = markOf();
  const outbox = memoryOutbox();
  {
    // The page is gone before anything is removed.
    await using engine = await signedIn(server, { logoutMark, outbox: { ...outbox, clear: async () => undefined } });
    server.faults.down = true;
    server.cut();
    engine.actions.send(chatId, 'never to be sent');
    await vi.advanceTimersByTimeAsync(1_000);
    void engine.session.logout();
  }
  expect(await outbox.load(server.log.me.id)).toHaveLength(1);
  server.faults.down = false;
  await using next = engineOf(server, { logoutMark, outbox });
  await Promise.all([next.session.restore(), vi.advanceTimersByTimeAsync(1_000)]);
  await Promise.all([next.session.login({ username: 'me', password: 'x' }), vi.advanceTimersByTimeAsync(5_000)]);
  expect([await outbox.load(server.log.me.id), server.log.chats.get(chatId)!.messages]).toEqual([[], []]);
});

test('a log-out does not wait for a store that does not answer', async () => {
  const server = new FakeServer();
  const chatId = server.log.createChat(server.log.peers[0]!);
  const never = () => new Promise<never>(() => undefined);
  await using engine = await signedIn(server, { outbox: { ...memoryOutbox(), put: never, clear: never } });
  server.faults.down = true;
  server.cut();
  for (let n = 0; n < 10; n++) engine.actions.send(chatId, `${n}`);
  void engine.session.logout();
  await vi.advanceTimersByTimeAsync(1_000);
  expect(engine.state.session()).toEqual({ state: 'signedOut', ended: 'logout' });
  await vi.advanceTimersByTimeAsync(100_000);
});

/** Where it is noted whose log-out is owed. */
function markOf() {
  let owed: string | undefined;
  const logoutMark = {
    load: () => owed,
    save: (now: string | undefined) => {
      owed = now;
    },
  };
  return { owed: () => owed, logoutMark };
}

test('what could not be stored is there again for who logs in again on the same page, and for nobody else', async () => {
  const server = new FakeServer();
  const chatId = server.log.createChat(server.log.peers[0]!);
  const full = async () => Promise.reject(new DOMException('', 'QuotaExceededError'));
  const outbox = { ...memoryOutbox(), put: full };
  await using engine = await signedIn(server, { outbox });
  const login = async () => {
    await Promise.all([engine.session.login({ username: 'me', password: 'x' }), vi.advanceTimersByTimeAsync(5_000)]);
  };
  const expire = async () => {
    server.signedOut = true;
    server.cut();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(engine.state.session()).toEqual({ state: 'signedOut', ended: 'expired' });
    server.signedOut = false;
  };
  server.faults.down = true;
  server.cut();
  engine.actions.send(chatId, 'nowhere else');
  await vi.advanceTimersByTimeAsync(1_000);
  expect(engine.state.connection()).toMatchObject({ waiting: 1, notKept: true });
  server.faults.down = false;
  await expire();
  const { me } = server.log;
  Object.assign(server.log, { me: { ...me, id: v7() } });
  await login();
  expect(engine.state.connection()).toMatchObject({ state: 'online', waiting: 0 });
  expect(engine.state.connection().notKept).toBeUndefined();
  await expire();
  Object.assign(server.log, { me });
  await login();
  expect(server.log.chats.get(chatId)!.messages.map(({ text }) => text)).toEqual(['nowhere else']);
  expect(engine.state.connection().notKept).toBeUndefined();
});

test('a new token goes over the live socket before the old one ends; the connection stays', async () => {
  const server = new FakeServer();
  await using engine = await signedIn(server);
  const [socket] = server.sockets;
  await vi.advanceTimersByTimeAsync(850_000);
  expect(server.renewed).toEqual(['t2']);
  expect([...server.sockets]).toEqual([socket]);
  expect(engine.state.connection().state).toBe('online');
});

test('a connection that is silent is found dead within 45 s', async () => {
  const server = new FakeServer();
  await using engine = await signedIn(server);
  const [dead] = server.sockets;
  dead!.send = () => undefined;
  await vi.advanceTimersByTimeAsync(45_000);
  expect(server.sockets).not.toContain(dead);
  expect(engine.state.connection().state).toBe('online');
});

test('an answer whose original is deleted meanwhile is said without it, written before or after', async () => {
  const server = new FakeServer();
  const [bob] = server.log.peers;
  const chatId = server.log.createChat(bob!);
  for (const text of ['first', 'second']) server.log.send(chatId, bob!.id, crypto.randomUUID(), text);
  await using engine = await signedIn(server);
  await Promise.all([engine.actions.openChat(chatId), vi.advanceTimersByTimeAsync(100)]);
  const originals = engine.state.timeline(chatId).items.map(({ message }) => message);
  const erase = (messageId: string) =>
    server.log.happen(chatId, 'message:deleted', bob!.id, { messageId, deletedAt: '2026-01-02T00:00:00.000Z' });
  server.cut();
  engine.actions.send(chatId, 'offline', { replyTo: originals[0] });
  for (const { id } of originals) erase(id);
  await vi.advanceTimersByTimeAsync(10_000);
  engine.actions.send(chatId, 'too late', { replyTo: originals[1] });
  const [waiting] = engine.state.timeline(chatId).items.slice(-1);
  expect(waiting).toMatchObject({ state: 'waiting', message: { text: 'too late', replyTo: null } });
  await vi.advanceTimersByTimeAsync(10_000);
  expect(textsOf(engine, chatId).slice(-2)).toEqual(['offline sent', 'too late sent']);
  expectInStep(engine, server);
});

test('an answer whose original was deleted without a word to this device is said without it', async () => {
  const server = new FakeServer();
  const [bob] = server.log.peers;
  const chatId = server.log.createChat(bob!);
  const messageId = crypto.randomUUID();
  server.log.send(chatId, bob!.id, messageId, 'original');
  await using engine = await signedIn(server);
  await Promise.all([engine.actions.openChat(chatId), vi.advanceTimersByTimeAsync(100)]);
  const [original] = engine.state.timeline(chatId).items;
  server.faults.pushes = ['never'];
  server.log.happen(chatId, 'message:deleted', bob!.id, { messageId, deletedAt: '2026-01-02T00:00:00.000Z' });
  engine.actions.send(chatId, 'answer', { replyTo: original!.message });
  engine.actions.send(chatId, 'behind it');
  await vi.advanceTimersByTimeAsync(10_000);
  expect(textsOf(engine, chatId)).toEqual([' sent', 'answer sent', 'behind it sent']);
  expectInStep(engine, server);
});

test('what is deleted is known, whether or not its chat is loaded, and told once', async () => {
  const server = new FakeServer();
  const [bob] = server.log.peers;
  const chatId = server.log.createChat(bob!);
  const messageId = crypto.randomUUID();
  server.log.send(chatId, bob!.id, messageId, 'found');
  await using engine = await signedIn(server);
  const told: Change[] = [];
  engine.subscribe((changes) => told.push(...changes.filter(({ kind }) => kind === 'deleted')));
  expect(engine.state.deleted(messageId)).toBe(false);
  server.log.happen(chatId, 'message:deleted', bob!.id, { messageId, deletedAt: '2026-01-02T00:00:00.000Z' });
  await vi.advanceTimersByTimeAsync(100);
  expect([engine.state.deleted(messageId), told]).toEqual([true, [{ kind: 'deleted', messageId }]]);
  engine.actions.send(chatId, 'too late', { replyTo: { id: messageId, chatId, text: 'found' } as Message });
  expect(engine.state.timeline(chatId).items.at(-1)?.message.replyTo).toBeNull();
  await vi.advanceTimersByTimeAsync(1_000);
  await Promise.all([engine.session.logout(), vi.advanceTimersByTimeAsync(1_000)]);
  expect(engine.state.deleted(messageId)).toBe(false);
});

test('how one wants to be seen is told once, as soon as it can be: what another device sets later holds', async () => {
  const server = new FakeServer();
  await using engine = await signedIn(server);
  server.cut();
  engine.actions.setPresence('away');
  engine.actions.setPresence('dnd');
  await vi.advanceTimersByTimeAsync(20_000);
  expect(server.preferences).toEqual(['dnd']);
  server.cut();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(engine.state.connection().state).toBe('online');
  expect(server.preferences).toEqual(['dnd']);
});

test('who stops typing without a word is forgotten after 3 s', async () => {
  const server = new FakeServer();
  const [bob] = server.log.peers;
  const chatId = server.log.createChat(bob!);
  await using engine = await signedIn(server);
  for (const socket of server.sockets) socket.live({ type: 'typing:start', chatId, data: { userId: bob!.id } });
  await vi.advanceTimersByTimeAsync(100);
  expect(engine.state.typing(chatId)).toEqual([bob!.id]);
  await vi.advanceTimersByTimeAsync(3_000);
  expect(engine.state.typing(chatId)).toEqual([]);
});

test('what is here and what is read is told, the newest once a second, and again after a lost connection', async () => {
  const server = new FakeServer();
  const [bob] = server.log.peers;
  const chatId = server.log.createChat(bob!);
  await using engine = await signedIn(server);
  const told = () =>
    server.log.logged.flatMap(({ push: { type, data } }) =>
      type === 'own:delivered' || type === 'chat:read' ? [`${type} ${(data as { upTo: number }).upTo}`] : [],
    );
  for (let i = 0; i < 20; i++) {
    server.log.send(chatId, bob!.id, crypto.randomUUID(), `${i}`);
    await vi.advanceTimersByTimeAsync(100);
  }
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told().length).toBeLessThan(5);
  expect(told().at(-1)).toBe('own:delivered 20');
  const before = told().length;
  server.faults.down = true;
  server.cut();
  for (const upTo of [5, 12, 7]) engine.actions.markRead(chatId, upTo);
  expect(engine.state.chat(chatId)).toMatchObject({ readUpTo: 12, unread: 8 });
  await vi.advanceTimersByTimeAsync(3_000);
  server.faults.down = false;
  await vi.advanceTimersByTimeAsync(10_000);
  expect(told().slice(before)).toEqual(['chat:read 12']);
  expectInStep(engine, server);
});

test.each(['told', 'not told'])(
  'after the log lost its end, what comes in the place of what was read there, and %s, is unread',
  async (how) => {
    const server = new FakeServer();
    const chatId = server.log.createChat(server.log.peers[0]!);
    for (let i = 0; i < 3; i++) receive(server, chatId);
    const { seq } = server.log;
    for (let i = 0; i < 2; i++) receive(server, chatId);
    let saved: ReadonlyMap<string, number> = new Map();
    const readMarks = {
      load: () => new Map(),
      save(_: string, reads: ReadonlyMap<string, number>) {
        saved = reads;
      },
    };
    await using engine = await signedIn(server, { readMarks });
    server.faults.down = how === 'not told';
    if (server.faults.down) server.cut();
    engine.actions.markRead(chatId, 5);
    expect(saved).toEqual(new Map([[chatId, 5]]));
    await vi.advanceTimersByTimeAsync(3_000);
    expect(server.log.chats.get(chatId)!.chat.readUpTo).toBe(how === 'told' ? 5 : 0);

    server.log.lose(server.log.seq - seq);
    for (let i = 0; i < 2; i++) receive(server, chatId);
    Object.assign(server.faults, { reset: true, down: false });
    server.cut();
    await vi.advanceTimersByTimeAsync(20_000);
    expect(engine.state.chat(chatId)).toMatchObject({ lastOrdinal: 5, readUpTo: 0, unread: 5 });
    expect(saved).toEqual(new Map());
    engine.actions.markRead(chatId, 4);
    await vi.advanceTimersByTimeAsync(3_000);
    expect(server.log.chats.get(chatId)!.chat).toMatchObject({ readUpTo: 4, unread: 1 });
    expectInStep(engine, server);
  },
);

test('where all may have changed, what is looked at and what is newest is loaded again, and not all there ever was', async () => {
  const server = new FakeServer();
  const chatIds = Array.from({ length: 60 }, () => server.log.createChat(server.log.peers[0]!));
  await using engine = await signedIn(server);
  for (const chatId of chatIds) {
    receive(server, chatId);
    await Promise.all([engine.actions.openChat(chatId), vi.advanceTimersByTimeAsync(100)]);
    if (chatId !== chatIds[0]) engine.actions.closeChat(chatId);
  }
  server.faults.reset = true;
  server.calls.length = 0;
  server.cut();
  await vi.advanceTimersByTimeAsync(10_000);
  const loaded = chatIds.filter((chatId) => server.calls.includes(`GET /chats/${chatId}/messages`));
  expect(loaded).toEqual([chatIds[0], ...chatIds.slice(-20)]);
  await Promise.all([engine.actions.openChat(chatIds[1]!), vi.advanceTimersByTimeAsync(100)]);
  expectInStep(engine, server);
});

test('where all may have changed without a word, the own profile may have too', async () => {
  const server = new FakeServer();
  await using engine = await signedIn(server);
  server.profile = { displayName: 'Another' };
  server.faults.reset = true;
  server.cut();
  await vi.advanceTimersByTimeAsync(10_000);
  expect(engine.state.me()?.displayName).toBe('Another');
});

test('of a chat that nobody looks at only the newest messages are kept, however many come; what is unread is right', async () => {
  const server = new FakeServer();
  const [bob] = server.log.peers;
  const chatId = server.log.createChat(bob!);
  await using engine = await signedIn(server);
  const ordinals = () => engine.state.timeline(chatId).items.map(({ message }) => message.ordinal);
  const come = async (count: number) => {
    for (let n = 0; n < count; n++) receive(server, chatId);
    await vi.advanceTimersByTimeAsync(1_000);
  };
  await come(10);
  await Promise.all([engine.actions.openChat(chatId), vi.advanceTimersByTimeAsync(100)]);
  await come(300);
  expect(ordinals()).toHaveLength(310);
  engine.actions.markRead(chatId, 305);
  engine.actions.closeChat(chatId);
  expect(ordinals()).toHaveLength(100);
  await come(290);
  const [first = 0] = ordinals();
  expect(ordinals().length).toBeLessThanOrEqual(300);
  expect(ordinals()).toEqual(Array.from({ length: 601 - first }, (_, i) => first + i));
  expect(engine.state.timeline(chatId)).toMatchObject({ hasBefore: true, hasAfter: false });
  expect(engine.state.chat(chatId)).toMatchObject({ readUpTo: 305, unread: 295 });
  engine.actions.markRead(chatId, 400);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(engine.state.chat(chatId)).toMatchObject({ readUpTo: 400, unread: 200 });
  await Promise.all([engine.actions.openChat(chatId), vi.advanceTimersByTimeAsync(100)]);
  await Promise.all([engine.actions.loadOlder(chatId), vi.advanceTimersByTimeAsync(100)]);
  await come(250);
  expect(ordinals()).toEqual(Array.from({ length: 851 - (first - 50) }, (_, i) => first - 50 + i));
});

test('of a chat with much loaded the newest is kept, and what is before it is loaded again without a gap', async () => {
  const server = new FakeServer();
  const [bob] = server.log.peers;
  const chatId = server.log.createChat(bob!);
  await using engine = await signedIn(server);
  await Promise.all([engine.actions.openChat(chatId), vi.advanceTimersByTimeAsync(100)]);
  for (let n = 1; n <= 310; n++) server.log.send(chatId, bob!.id, crypto.randomUUID(), `text ${n}`);
  await vi.advanceTimersByTimeAsync(1_000);
  const ordinals = () => engine.state.timeline(chatId).items.map(({ message }) => message.ordinal);
  expect(ordinals()).toHaveLength(310);
  engine.actions.keepNewest(chatId);
  expect(ordinals()).toEqual(Array.from({ length: 100 }, (_, i) => 211 + i));
  engine.actions.keepNewest(chatId);
  expect(ordinals()).toHaveLength(100);

  const loadOlder = async (meanwhile = () => {}) => {
    const older = engine.actions.loadOlder(chatId);
    meanwhile();
    await Promise.all([older, vi.advanceTimersByTimeAsync(100)]);
    const [first = 0] = ordinals();
    expect(ordinals()).toEqual(Array.from({ length: 311 - first }, (_, i) => first + i));
  };
  while (ordinals().length <= 300) await loadOlder();
  await loadOlder(() => engine.actions.keepNewest(chatId));
  expect(ordinals()[0]).toBe(211);
  expect(engine.state.timeline(chatId)).toMatchObject({ hasBefore: true, hasAfter: false });
  while (engine.state.timeline(chatId).hasBefore) await loadOlder();
  expect(ordinals()[0]).toBe(1);
});

test.each(['reset', 'loaded anew'])(
  'a page that comes after its chat was %s shows what had come there without its events',
  async (how) => {
    const server = new FakeServer();
    const chatId = server.log.createChat(server.log.peers[0]!);
    let lateMs = 0;
    const fetch = (async (...asked: Parameters<typeof server.fetch>) => {
      const late = String(asked[0]).includes('/messages') ? lateMs : 0;
      const answer = await server.fetch(...asked);
      await new Promise((resolve) => setTimeout(resolve, late));
      return answer;
    }) as typeof server.fetch;
    await using engine = await signedIn(server, { fetch });
    lateMs = 8_000;
    void engine.actions.openChat(chatId);
    await vi.advanceTimersByTimeAsync(100);
    lateMs = 0;
    if (how === 'reset') server.faults.maxMissed = 1;
    else server.faults.reset = true;
    server.cut();
    for (let i = 0; i < 3; i++) receive(server, chatId);
    await vi.advanceTimersByTimeAsync(20_000);
    expectInStep(engine, server);
  },
);
