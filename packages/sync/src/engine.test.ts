import fc from 'fast-check';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createEngine } from './engine.ts';
import { memoryOutbox } from './outbox/memory-outbox.ts';
import { FakeServer, type Faults } from './testing/fake-server.ts';
import type { Engine, EngineOptions } from './types.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

const engineOf = (server: FakeServer, more: Partial<EngineOptions> = {}): Engine =>
  createEngine({
    baseUrl: 'http://fake',
    transport: 'cookie',
    WebSocket: server.Socket,
    fetch: server.fetch,
    ...more,
  });

async function signedIn(server: FakeServer, more: Partial<EngineOptions> = {}): Promise<Engine> {
  const engine = engineOf(server, more);
  void engine.session.restore();
  await vi.advanceTimersByTimeAsync(500);
  expect(engine.state.connection().state).toBe('online');
  expect(engine.state.loaded()).toBe(true);
  return engine;
}

const textsOf = (engine: Engine, chatId: string) =>
  engine.state.timeline(chatId).items.map((item) => `${item.message.text} ${item.state}`);

/** The engine shows what the log says: nothing missing, nothing twice, nothing out of order. */
function expectInStep(engine: Engine, { log, overlappingSends }: FakeServer): void {
  for (const [chatId, { chat, messages }] of log.chats) {
    const shown = engine.state.chat(chatId);
    expect(shown && { ...shown, members: shown.members ?? chat.members }).toEqual(chat);
    const timeline = engine.state.timeline(chatId);
    expect(timeline.items.map((item) => item.message)).toEqual(timeline.loaded ? messages : []);
    expect(timeline.items.every((item) => item.state === 'sent')).toBe(true);
  }
  expect(engine.state.chats()).toHaveLength(log.chats.size);
  const contacts = engine.state.contacts().map(({ user, since }) => ({ user, since }));
  expect(new Set(contacts)).toEqual(new Set(log.contacts.values()));
  for (const peer of log.peers) expect([undefined, peer]).toContainEqual(engine.state.user(peer.id));
  expect(engine.state.connection()).toEqual({ state: 'online', waiting: 0 });
  expect(overlappingSends).toBe(0);
}

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
    expect(first.state.connection()).toMatchObject({ state: 'offline', waiting: 30 });
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

test('a connection that is silent is found dead within 45 s', async () => {
  const server = new FakeServer();
  await using engine = await signedIn(server);
  const [dead] = server.sockets;
  dead!.send = () => undefined;
  await vi.advanceTimersByTimeAsync(45_000);
  expect(server.sockets).not.toContain(dead);
  expect(engine.state.connection().state).toBe('online');
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

type Step = (server: FakeServer, engine: Engine) => void;

const chat = fc.nat({ max: 2 });
const chatOf = (server: FakeServer, index: number) => [...server.log.chats.keys()][index % server.log.chats.size]!;
/** What is sent to a group may be lost with it. */
const directOf = (server: FakeServer, index: number) => [...server.log.chats.keys()][index]!;
const step: fc.Arbitrary<[string, Step]> = fc.oneof(
  { weight: 6, arbitrary: chat.map((i): [string, Step] => [`receive ${i}`, (s) => receive(s, chatOf(s, i))]) },
  {
    weight: 4,
    arbitrary: chat.map((i): [string, Step] => [`send ${i}`, (s, e) => e.actions.send(directOf(s, i), 'mine')]),
  },
  {
    weight: 2,
    arbitrary: chat.map((i): [string, Step] => [`open ${i}`, (s, e) => void e.actions.openChat(chatOf(s, i))]),
  },
  fc.constant<[string, Step]>(['cut', (s) => s.cut()]),
  fc.constant<[string, Step]>(['lose an answer', (s) => s.faults.lostAnswers++]),
  fc.constant<[string, Step]>(['reset', (s) => forceReset(s)]),
  fc.nat({ max: 5 }).map((lag): [string, Step] => [`lag ${lag}`, (s) => (s.faults.lag = lag)]),
  fc.boolean().map((down): [string, Step] => [`down ${down}`, (s) => (s.faults.down = down)]),
  fc
    .array(fc.constantFrom<Faults['pushes'][number]>('once', 'twice', 'never', 'late'), { maxLength: 4 })
    .map((pushes): [string, Step] => [`pushes ${pushes}`, (s) => s.faults.pushes.push(...pushes)]),
  fc.nat({ max: 2 }).map((i): [string, Step] => [`contact ${i}`, (s) => toggleContact(s, i)]),
  chat.map((i): [string, Step] => [
    `close ${i}`,
    (s) => s.log.happen(chatOf(s, i), 'chat:updated', peerOf(s), { closed: true }),
  ]),
  fc.constant<[string, Step]>(['new chat', (s) => void s.log.createChat(s.log.peers[0]!)]),
  fc.constant<[string, Step]>(['new group', (s) => void s.log.createGroup()]),
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('edited', 'deleted', 'added', 'removed', 'reply'), chat, fc.nat({ max: 9 }))
      .map(([what, i, back]): [string, Step] => [`${what} ${i} ${back}`, (s) => touch(s, what, chatOf(s, i), back)]),
  },
  {
    weight: 3,
    arbitrary: fc
      .tuple(chat, fc.nat({ max: 3 }))
      .map(([i, back]): [string, Step] => [`read ${i} ${back}`, (s, e) => readHere(s, e, chatOf(s, i), back)]),
  },
  chat.map((i): [string, Step] => [`read elsewhere ${i}`, (s) => readElsewhere(s, chatOf(s, i))]),
  fc
    .tuple(chat, fc.boolean())
    .map(([i, read]): [string, Step] => [`peer has ${i} ${read}`, (s) => peerHas(s, chatOf(s, i), read)]),
  chat.map((i): [string, Step] => [`settings ${i}`, (s) => mute(s, chatOf(s, i))]),
  fc
    .nat({ max: 2 })
    .map((i): [string, Step] => [`rename ${i}`, (s) => s.log.rename(s.log.peers[i]!, `peer at ${s.log.seq}`)]),
  {
    weight: 4,
    arbitrary: fc
      .constantFrom<GroupChange>('name', 'join', 'leave', 'owner', 'me', 'delete')
      .map((what): [string, Step] => [`group ${what}`, (s) => changeGroup(s, what)]),
  },
);

const peerOf = ({ log }: FakeServer) => log.peers[0]!.id;

/** Something happens to one of the last messages of a chat. */
function touch({ log }: FakeServer, what: string, chatId: string, back: number): void {
  const [peer, other] = [log.peers[0]!.id, log.peers[1]!.id];
  const message = log.chats
    .get(chatId)!
    .messages.filter(({ kind, deletedAt }) => kind === 'user' && !deletedAt)
    .at(-1 - back);
  if (!message) return;
  const at = new Date(Date.parse(message.sentAt) + 500).toISOString();
  const messageId = message.id;
  const had = message.reactions.some(({ userIds }) => userIds.includes(other));
  if (what === 'edited')
    log.happen(chatId, 'message:edited', peer, { messageId, text: `edit ${log.seq}`, editedAt: at });
  else if (what === 'deleted') log.happen(chatId, 'message:deleted', peer, { messageId, deletedAt: at });
  else if (what === 'reply') log.send(chatId, peer, crypto.randomUUID(), 'reply', messageId);
  else if (what === 'added' && !had)
    log.happen(chatId, 'reaction:added', other, { messageId, emoji: '🎉', userId: other });
  else if (what === 'removed' && had)
    log.happen(chatId, 'reaction:removed', other, { messageId, emoji: '🎉', userId: other });
}

function readHere({ log }: FakeServer, engine: Engine, chatId: string, back: number): void {
  engine.actions.markRead(chatId, log.chats.get(chatId)!.chat.lastOrdinal - back);
}

function readElsewhere({ log }: FakeServer, chatId: string): void {
  const { lastOrdinal, readUpTo } = log.chats.get(chatId)!.chat;
  if (readUpTo < lastOrdinal) log.tell(chatId, 'chat:read', { upTo: readUpTo + 1 });
}

function peerHas({ log }: FakeServer, chatId: string, read: boolean): void {
  const { chat } = log.chats.get(chatId)!;
  if (chat.kind === 'group') return;
  log.tell(chatId, read ? 'message:read' : 'message:delivered', {
    upTo: chat.lastOrdinal,
    userId: peerOf({ log } as FakeServer),
  });
}

function mute({ log }: FakeServer, chatId: string): void {
  const settings = { muted: true, mutedUntil: null, notify: log.seq % 2 ? 'all' : 'none' };
  log.tell(chatId, 'chat:settings', { settings });
}

type GroupChange = 'name' | 'join' | 'leave' | 'owner' | 'me' | 'delete';

/** To the group that was made last. Chats that the steps count on stay. */
function changeGroup({ log }: FakeServer, what: GroupChange): void {
  const known = [...log.chats.values(), ...log.left.values()].filter(({ chat }) => chat.kind === 'group').at(-1)?.chat;
  if (!known) return;
  const { id } = known;
  if (what === 'me') log.moveMe(id);
  if (what === 'me' || !log.chats.has(id)) return;
  const third = log.peers[2]!.id;
  const isIn = known.members!.some(({ userId }) => userId === third);
  const by = log.peers[0]!.id;
  if (what === 'name') log.happen(id, 'chat:updated', by, { name: `Group ${log.seq}` });
  else if (what === 'delete' && log.seq % 3 === 0) log.happen(id, 'chat:deleted', by, {});
  else if (what === 'join' && !isIn) {
    log.happen(id, 'member:added', by, { members: [{ userId: third, role: 'member', joinedAt: known.createdAt }] });
  } else if (what === 'leave' && isIn && known.ownerId !== third)
    log.happen(id, 'member:removed', by, { userId: third });
  else if (what === 'owner' && isIn) log.happen(id, 'member:role', by, { userId: third, role: 'owner' });
}

function forceReset(server: FakeServer): void {
  server.faults.reset = true;
  server.cut();
}

function receive(server: FakeServer, chatId: string): void {
  server.log.send(chatId, server.log.peers[0]!.id, crypto.randomUUID(), 'theirs');
}

function toggleContact(server: FakeServer, index: number): void {
  const peer = server.log.peers[index]!;
  if (server.log.contacts.has(peer.id)) server.log.unfriend(peer);
  else server.log.befriend(peer);
}

test('whatever comes in between: the state ends as the fold of the log, and each own message is in it once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.tuple(step, fc.oneof(fc.nat({ max: 20 }), fc.nat({ max: 500 }))), { maxLength: 80, size: 'max' }),
      fc.infiniteStream(fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true })),
      async (steps, randoms) => {
        vi.spyOn(Math, 'random').mockImplementation(() => randoms.next().value as number);
        const server = new FakeServer();
        server.faults.maxMissed = 5;
        for (const peer of server.log.peers) server.log.createChat(peer);
        await using engine = engineOf(server);
        void engine.session.restore();
        await vi.advanceTimersByTimeAsync(50);
        let sent = 0;
        for (const [[name, act], ms] of steps) {
          if (name.startsWith('send')) sent++;
          act(server, engine);
          await vi.advanceTimersByTimeAsync(ms);
        }
        Object.assign(server.faults, { pushes: [], lostAnswers: 0, lag: 0, down: false, reset: false });
        await vi.advanceTimersByTimeAsync(60_000);
        // The end of a chat's log can only be known to be missing when something follows it.
        for (const chatId of server.log.chats.keys()) receive(server, chatId);
        await vi.advanceTimersByTimeAsync(10_000);
        expectInStep(engine, server);
        const mine = [...server.log.chats.values()].flatMap((known) =>
          known.messages.filter((message) => message.senderId === server.log.me.id),
        );
        expect(mine).toHaveLength(sent);
      },
    ),
    { numRuns: 300 },
  );
}, 120_000);
