import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { append } from '@messenger/event-store';
import { newId, sleep } from '@messenger/kit';
import { handle } from '@messenger/messaging';
import {
  anyChatCommand,
  authEndpoints,
  type ChatEvent,
  notFound,
  queries,
  refuse,
  subjects,
  type TokensReply,
  unavailable,
} from '@messenger/proto';
import { atBest, http, WireSocket } from '@messenger/testkit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { chatCreated, messageSent } from '../src/live/events.fixture.ts';
import { type Caller, type Door, openDoor } from './door.ts';

let door: Door;
let ann: Caller;
let bob: Caller;
let webDist: string;
const chatId = newId();
let version = 0;
/** What the read model's stand-in answers with; a test may make it be away. */
let readModelIsThere = true;
let isKnown = true;
let deltasAsked = 0;
const sent: string[] = [];

beforeAll(async () => {
  webDist = await mkdtemp(join(tmpdir(), 'messenger-web-'));
  await mkdir(join(webDist, 'assets'));
  await writeFile(join(webDist, 'index.html'), '<title>Messenger</title>');
  await writeFile(join(webDist, 'assets', 'app-12345678.js'), 'export {}');
  const reply: TokensReply = {
    user: { id: newId(), username: 'ann', displayName: 'Ann', avatar: null, createdAt: '2026-11-23T10:00:00.000Z' },
    accessToken: 'access',
    imageToken: 'images',
    refreshToken: 'secret',
    expiresIn: 900,
    sessionId: newId(),
    remember: true,
  };
  door = await openDoor({
    env: { WEB_DIST: webDist },
    timing: { helloMs: 1_000, pingMs: 500, silenceMs: 2_500 },
    endpoints: [
      handle(queries.sync, async ({ by, minPosition }) => {
        deltasAsked++;
        if (!readModelIsThere) return unavailable();
        const both = [ann.userId, bob.userId];
        const isStranger = !both.includes(by);
        return {
          position: minPosition!,
          reset: false,
          more: false,
          events: [],
          chats: version === 0 || isStranger ? [] : [chatId],
          contacts: isStranger ? [] : both,
        };
      }),
      handle(anyChatCommand, async (command) => {
        if (command.type !== 'SendMessage') return refuse('not_found', 'x');
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
        sent.push(command.text);
        return { messageId: command.commandId, version: 1, ordinal: 1, sentAt: '2026-11-23T10:00:00.000Z' };
      }),
      handle(authEndpoints.register, async () => reply),
      handle(authEndpoints.login, async () => reply),
      handle(authEndpoints.refresh, async ({ refreshToken }) => ({ ...reply, refreshToken: `after ${refreshToken}` })),
      handle(authEndpoints.endSession, async () => ({})),
      handle(queries.me, async ({ by }) => {
        if (!readModelIsThere) return unavailable();
        if (!isKnown) return notFound();
        return { user: { ...reply.user, id: by, displayName: 'Ann as she is now', presence: 'dnd' as const } };
      }),
    ],
  });
  [ann, bob] = [door.caller(), door.caller()];
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
  await rm(webDist, { recursive: true });
});

async function connect(caller: Caller, cursor?: string): Promise<WireSocket> {
  const socket = new WireSocket(door.url);
  await socket.hello(caller.token, cursor);
  await socket.ready();
  return socket;
}

/** Waits until the gateway has asked for one more delta: what happens from then on is held for whoever it is for. */
async function untilItIsHeldFor(asked: number): Promise<void> {
  await expect.poll(() => deltasAsked, { interval: 5 }).toBeGreaterThan(asked);
}

async function put(event: ChatEvent): Promise<void> {
  const numbered = { ...event, version: ++version };
  expected = (await append(door.operator, {
    subject: subjects.chatEvents(chatId),
    expected,
    payload: JSON.stringify(numbered),
  })) as number;
}
let expected = 0;
const say = async (text = 'hi') => {
  const event = messageSent(chatId, newId(), bob.userId) as Extract<ChatEvent, { type: 'MessageSent' }>;
  await put({ ...event, data: { ...event.data, text } });
  return event.id;
};

test('a chat begins and is talked in: everyone connected gets it at that very event, and nobody else', async () => {
  const [annsPhone, annsLaptop, bobs, strangers] = await Promise.all(
    [ann, ann, bob, door.caller()].map((c) => connect(c)),
  );
  await put(chatCreated(chatId, newId(), [ann.userId, bob.userId]));
  const id = await say();
  for (const socket of [annsPhone!, annsLaptop!, bobs!]) {
    await socket.until((frame) => frame.id === id, 'the message');
    const types = socket.frames.map((frame) => frame.type).filter((type) => !type.startsWith('presence'));
    expect(types).toEqual(['ready', 'chat:added', 'chat:created', 'message:new']);
    const cursors = socket.frames.map((frame) => frame.cursor);
    expect(new Set(cursors).size).toBe(cursors.length - 1);
  }
  await strangers!.ask('ping', {});
  expect(strangers!.frames.map((frame) => frame.type)).toEqual(['ready']);
  for (const socket of [annsPhone!, annsLaptop!, bobs!, strangers!]) socket.close();
});

test('typing reaches the other members, presence the contacts; neither reaches anyone else', async () => {
  const [anns, bobs, strangers] = await Promise.all([ann, bob, door.caller()].map((c) => connect(c)));
  await anns!.ask('typing:start', { chatId });
  await bobs!.until((frame) => frame.type === 'typing:start' && frame.chatId === chatId, 'typing');
  await expect(anns!.ask('typing:start', { chatId: newId() })).rejects.toThrow('not_found');
  const presence = { userId: bob.userId, state: 'away', lastSeenAt: null };
  door.operator.publish(subjects.presence(bob.userId), 'not JSON');
  door.operator.publish(subjects.presence(ann.userId), JSON.stringify(presence));
  door.operator.publish(subjects.presence(bob.userId), JSON.stringify(presence));
  const away = await anns!.until((frame) => frame.type === 'presence:away', 'presence');
  expect(away.data).toEqual({ userId: bob.userId, lastSeenAt: null });
  expect(anns!.frames.filter((frame) => frame.type.startsWith('typing'))).toEqual([]);
  expect(anns!.frames.filter((frame) => frame.type === 'presence:away')).toHaveLength(1);
  await strangers!.ask('ping', {});
  expect(strangers!.frames.map((frame) => frame.type)).toEqual(['ready']);
  for (const socket of [anns!, bobs!, strangers!]) socket.close();
});

test('pipelined sends of one user keep their order', async () => {
  const [one, two] = [await connect(ann), await connect(ann)];
  const texts = Array.from({ length: 30 }, (_, i) => `text ${i}`);
  await Promise.all(texts.map((text) => one.ask('message:send', { chatId, messageId: newId(), text })));
  expect(sent.splice(0)).toEqual(texts);
  one.close();
  two.close();
});

test('a long poll gets what comes, and answers empty in time', async () => {
  const headers = { authorization: `Bearer ${ann.token}` };
  const sync = (query: string) =>
    http<{ cursor: string; events: { id: string }[] }>(door.url, 'GET', `/api/sync?${query}`, { headers });
  const { body } = await sync('');
  expect((await sync(`cursor=${body.cursor}&wait=1`)).body.events).toEqual([]);
  const asked = deltasAsked;
  const waiting = sync(`cursor=${body.cursor}&wait=20`);
  await untilItIsHeldFor(asked);
  const id = await say();
  const answer = await waiting;
  expect(answer.body.events.map((event) => event.id)).toEqual([id]);
  expect(answer.headers.get('x-position')).toContain(answer.body.cursor.split('.')[1]);
});

test('a session that ends closes its sockets within a second, ends its polls, and its token is worth nothing', async () => {
  expect(await atBest(1_000, endASession)).toBeLessThan(1_000);
});

/** How long it takes until all that it had is at an end, in ms. */
async function endASession(): Promise<number> {
  const caller = door.caller({ userId: ann.userId });
  const headers = { authorization: `Bearer ${caller.token}` };
  const [ending, staying] = [await connect(caller), await connect(ann)];
  const { cursor } = (await http<{ cursor: string }>(door.url, 'GET', '/api/sync', { headers })).body;
  const asked = deltasAsked;
  const poll = http(door.url, 'GET', `/api/sync?cursor=${cursor}&wait=20`, { headers });
  await untilItIsHeldFor(asked);
  const began = performance.now();
  await door.endSession(caller.sessionId);
  expect((await ending.closed).code).toBe(4401);
  expect(ending.frames.at(-1)?.type).toBe('session:revoked');
  expect((await poll).status).toBe(401);
  const took = performance.now() - began;
  expect((await http(door.url, 'GET', '/api/sync', { headers })).status).toBe(401);
  const again = await new WireSocket(door.url).opened();
  await expect(again.hello(caller.token)).rejects.toThrow();
  await staying.ask('ping', {});
  staying.close();
  return took;
}

test('a session that ended stays so when the clock of the machine jumps forward and back', async () => {
  const caller = door.caller({ userId: ann.userId });
  const headers = { authorization: `Bearer ${caller.token}` };
  const socket = await connect(caller);
  await door.endSession(caller.sessionId);
  await socket.closed;
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + 3_600_000 });
  // As long as it takes until what is of no use any more is forgotten.
  await sleep(2_500);
  vi.useRealTimers();
  expect((await http(door.url, 'GET', '/api/sync', { headers })).status).toBe(401);
});

test('a token that runs out closes its socket, unless a fresh one of the same session came in time', async () => {
  const short = () => door.caller({ userId: ann.userId, expiresIn: 4_000 });
  const [left, renewed, foreign] = [short(), short(), short()];
  const sockets = await Promise.all([left, renewed, foreign].map((caller) => connect(caller)));
  await sockets[1]!.ask('token', { token: door.caller({ ...renewed, expiresIn: 60_000 }).token });
  const other = door.caller({ userId: ann.userId });
  await expect(sockets[2]!.ask('token', { token: other.token })).rejects.toThrow('4401');
  expect((await sockets[0]!.closed).code).toBe(4401);
  await sockets[1]!.ask('ping', {});
  sockets[1]!.close();
});

test('no hello in time closes with 4408; a client that answers pings stays, a silent one is cut off', async () => {
  const mute = await new WireSocket(door.url).opened();
  expect((await mute.closed).code).toBe(4408);
  const [answering, silent] = [await connect(ann), await connect(ann)];
  await expect.poll(() => connections(), { interval: 200 }).toBe(2);
  silent.pause();
  await expect.poll(() => connections(), { interval: 200 }).toBe(1);
  await answering.ask('ping', {});
  answering.close();
});

const connections = async () => {
  const text = await (await fetch(`${door.url}/metrics`)).text();
  return Number(/^gateway_connections (\d+)$/m.exec(text)?.[1]);
};

test('while the read model is away a hello waits for it', async () => {
  readModelIsThere = false;
  const asked = deltasAsked;
  const socket = new WireSocket(door.url);
  await socket.hello(ann.token);
  await untilItIsHeldFor(asked);
  const id = await say();
  expect(socket.frames).toEqual([]);
  readModelIsThere = true;
  await socket.until((frame) => frame.id === id, 'what was held').catch(() => undefined);
  expect(socket.frames.map((frame) => frame.type)).toEqual(['message:new', 'ready']);
  socket.close();
});

const credentials = { username: 'ann', password: 'x' };

test('the refresh token goes the way it is asked for, and by cookie only from this origin', async () => {
  const plain = await http(door.url, 'POST', '/api/auth/login', { body: credentials });
  expect(plain.body).toMatchObject({ accessToken: 'access', refreshToken: 'secret', expiresIn: 900 });
  expect(plain.headers.get('set-cookie')).toBeNull();

  const browser = await http(door.url, 'POST', '/api/auth/login', { body: { ...credentials, cookie: true } });
  expect(browser.body).not.toHaveProperty('refreshToken');
  expect(browser.headers.getSetCookie()).toContain(
    'refresh=secret; Max-Age=604800; Path=/api/auth; HttpOnly; SameSite=Strict',
  );
  const refresh = (headers: Record<string, string>) =>
    http(door.url, 'POST', '/api/auth/refresh', { headers: { cookie: 'refresh=secret', ...headers } });
  expect((await refresh({})).status).toBe(403);
  expect((await refresh({ origin: 'https://evil.example' })).status).toBe(403);
  const fresh = await refresh({ origin: door.url });
  expect(fresh.status).toBe(200);
  expect(fresh.body).not.toHaveProperty('refreshToken');
  expect(fresh.body).toMatchObject({ remember: true });
  expect(fresh.headers.get('set-cookie')).toContain('refresh=after%20secret');
  const inBody = await http(door.url, 'POST', '/api/auth/refresh', { body: { refreshToken: 'mine' } });
  expect(inBody.body).toMatchObject({ refreshToken: 'after mine' });
  expect((await http(door.url, 'POST', '/api/auth/refresh')).status).toBe(401);

  const out = await http(door.url, 'POST', '/api/auth/logout', { headers: { authorization: `Bearer ${ann.token}` } });
  expect([out.status, out.headers.get('clear-site-data')]).toEqual([204, '"cache"']);
  expect(out.headers.get('set-cookie')).toMatch(/^refresh=; Max-Age=0; Path=\/api\/auth/);
});

test('who signs in, or stays so, is told the profile as it is now, or as it was registered while nobody knows', async () => {
  const enter = async (path: string, body: object) =>
    (await http<{ user: object }>(door.url, 'POST', `/api/auth/${path}`, { body })).body.user;
  const both = () => Promise.all([enter('login', credentials), enter('refresh', { refreshToken: 'mine' })]);
  for (const user of await both()) expect(user).toMatchObject({ displayName: 'Ann as she is now', presence: 'dnd' });
  readModelIsThere = false;
  for (const user of await both()) {
    expect(user).toMatchObject({ displayName: 'Ann', avatar: null });
    expect(user).not.toHaveProperty('presence');
  }
  readModelIsThere = true;
  isKnown = false;
  const account = { username: 'ann', password: 'Correct1Horse', passwordConfirm: 'Correct1Horse' };
  for (const user of [await enter('register', account), ...(await both())])
    expect(user).toMatchObject({ displayName: 'Ann', presence: 'online', readReceipts: true });
  isKnown = true;
});

test('the web client: deep links get its page, hashed files are for good, nothing else is made up', async () => {
  const get = async (path: string, accept = 'text/html,*/*') => {
    const answer = await fetch(door.url + path, { headers: { accept } });
    return { status: answer.status, text: await answer.text(), headers: answer.headers };
  };
  for (const path of ['/', `/chat/${chatId}`, '/user/x?y=z']) {
    const page = await get(path);
    expect([page.status, page.text]).toEqual([200, '<title>Messenger</title>']);
    expect(page.headers.get('cache-control')).toBe('no-cache');
    expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  }
  const asset = await get('/assets/app-12345678.js');
  expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
  for (const path of ['/assets/gone.js', '/api/x', '/../package.json', '/ws/x']) {
    expect((await get(path)).status, path).toBe(404);
  }
  expect((await get('/chat/x', 'application/json')).status).toBe(404);
  for (const link of [`/chat/${chatId}`, '/chat/a-slug/message/x', '/user/x']) {
    expect((await get(link, '*/*')).text, link).toBe('<title>Messenger</title>');
    expect((await fetch(door.url + link, { method: 'HEAD' })).status, link).toBe(200);
  }
  expect((await get('/nothing', '*/*')).status).toBe(404);
});

test('a client that does not read is closed with 4500, and holds nobody up', async () => {
  const [asleep, awake] = [await connect(ann), await connect(bob)];
  asleep.pause();
  const text = 'x'.repeat(9_900);
  let last = '';
  for (let n = 0; n < 1_500 && (await closes('4500')) === 0; n += 100) {
    for (let i = 0; i < 100; i++) last = await say(text);
  }
  expect(await closes('4500')).toBe(1);
  await awake.until((frame) => frame.id === last, 'the last message');
  asleep.close();
  awake.close();
});

const closes = async (code: string) => {
  const text = await (await fetch(`${door.url}/metrics`)).text();
  return Number(new RegExp(`^gateway_closes_total\\{code="${code}"\\} (\\d+)$`, 'm').exec(text)?.[1] ?? 0);
};

test('a gateway that goes sends everyone elsewhere', async () => {
  const [one, two, asleep] = [await connect(ann), await connect(bob), await connect(bob)];
  asleep.pause();
  const headers = { authorization: `Bearer ${ann.token}` };
  const { cursor } = (await http<{ cursor: string }>(door.url, 'GET', '/api/sync', { headers })).body;
  const asked = deltasAsked;
  const poll = http<{ events: [] }>(door.url, 'GET', `/api/sync?cursor=${cursor}&wait=20`, { headers });
  await untilItIsHeldFor(asked);
  const began = performance.now();
  await door.app[Symbol.asyncDispose]();
  expect(performance.now() - began).toBeLessThan(3_000);
  asleep.close();
  for (const socket of [one, two]) {
    const { code, reason } = await socket.closed;
    expect([code, Number(reason) > 0]).toEqual([4503, true]);
  }
  expect((await poll).body.events).toEqual([]);
  await expect(fetch(`${door.url}/health`)).rejects.toThrow();
});
