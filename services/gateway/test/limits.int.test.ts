import { newId, silentLogger } from '@messenger/kit';
import { connectRedis } from '@messenger/kit/redis';
import { handle } from '@messenger/messaging';
import {
  anyChatCommand,
  anyReceipts,
  authEndpoints,
  closeCodes,
  contactCommand,
  queries,
  refuse,
  type TokensReply,
} from '@messenger/proto';
import { codeOf, http, type Refused, type TestStack, testStack, WireSocket } from '@messenger/testkit';
import type { Redis } from 'ioredis';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Limits } from '../src/limits/limits.ts';
import type { Rule } from '../src/limits/rules.ts';
import { type Caller, type Door, openDoor } from './door.ts';

/** Two gateways with one Redis, and limits small enough to meet. */
const rules: Rule[] = [
  { name: 'calls', per: 'user', most: 6, seconds: 60 },
  { name: 'messages', per: 'user', most: 10, seconds: 1 },
  { name: 'changes', per: 'user', most: 6, seconds: 30 },
  { name: 'presences', per: 'user', most: 2, seconds: 60 },
  { name: 'receipts', per: 'user', most: 7, seconds: 60 },
  { name: 'sessions', per: 'session', most: 3, seconds: 60 },
  { name: 'contactRequests', per: 'user', most: 3, seconds: 86_400 },
  { name: 'registrations', per: 'address', most: 4, seconds: 3_600 },
  { name: 'logins', per: 'address', most: 5, seconds: 900 },
];

let shared: TestStack;
let doors: Door[];
const env = { MAX_USER_SOCKETS: '2', MAX_USER_POLLS: '3' };
const held = new AsyncDisposableStack();
const as = ({ token }: Caller) => ({ authorization: `Bearer ${token}` });

beforeAll(async () => {
  shared = held.use(await testStack({ nats: false, redis: true }));
  doors = [await gateway(), await gateway()];
});
afterAll(() => held.disposeAsync());

async function gateway(): Promise<Door> {
  const redis = held.use(
    connectRedis(shared.redisUrl, { name: 'test', log: silentLogger, answerMs: 5_000, whileAway: 'tested' }),
  );
  await ready(redis);
  return held.use(await openDoor({ limits: new Limits(rules, redis), endpoints: standIns, env }));
}

const ready = (redis: Redis) =>
  redis.status === 'ready' ? undefined : new Promise<void>((resolve) => redis.once('ready', () => resolve()));

const tokens: TokensReply = {
  user: { id: newId(), username: 'ann', displayName: 'Ann', avatar: null, createdAt: '2026-11-23T10:00:00.000Z' },
  accessToken: 'access',
  imageToken: 'images',
  refreshToken: 'secret',
  expiresIn: 900,
  sessionId: newId(),
  remember: true,
};
const standIns = [
  handle(queries.contacts, async () => ({ contacts: [] })),
  handle(queries.message, async ({ messageId, chatId = newId() }) => ({
    message: {
      ...{ id: messageId, chatId, version: 2, ordinal: 1, kind: 'user' as const, senderId: newId(), text: 'x' },
      ...{ attachments: [], replyTo: null, reactions: [], sentAt: '2026-11-23T10:00:00.000Z' },
    },
  })),
  handle(queries.contactRequests, async () => ({ incoming: [], outgoing: [] })),
  handle(contactCommand, async () => refuse('not_found', 'There is nobody.')),
  handle(authEndpoints.sessions, async () => ({ sessions: [] })),
  handle(authEndpoints.endSession, async () => ({})),
  handle(authEndpoints.register, async () => tokens),
  handle(authEndpoints.login, async () => refuse('unauthenticated', 'No.')),
  handle(queries.sync, async ({ minPosition }) => ({
    position: minPosition!,
    reset: false,
    more: false,
    events: [],
    chats: [],
    contacts: [],
  })),
  handle(anyReceipts, async ({ moves }) => ({ refusals: moves.map(() => null) })),
  handle(anyChatCommand, async ({ commandId }) => ({
    messageId: commandId,
    version: 1,
    ordinal: 1,
    sentAt: '2026-11-23T10:00:00.000Z',
  })),
];

/** A user with a session at both gateways. */
function everywhere(): [Caller, Caller] {
  const userId = newId();
  return [doors[0]!.caller({ userId }), doors[1]!.caller({ userId })];
}

/** The same request so many times, at one gateway and the other in turn. */
async function inTurn(times: number, ask: (door: Door, which: 0 | 1) => ReturnType<typeof http>) {
  const answers = [];
  for (let i = 0; i < times; i++) answers.push(await ask(doors[i % 2]!, (i % 2) as 0 | 1));
  return answers;
}

function expectRefused(answer: Awaited<ReturnType<typeof http>>, atMostSeconds: number): void {
  expect([answer.status, codeOf(answer)]).toEqual([429, 'rate_limited']);
  const seconds = Number(answer.headers.get('retry-after'));
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThanOrEqual(atMostSeconds);
}

test('calls of a user are counted at all gateways together; other users are not concerned', async () => {
  const callers = everywhere();
  const answers = await inTurn(8, (door, which) =>
    http(door.url, 'GET', '/api/contacts', { headers: as(callers[which]) }),
  );
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 200, 429, 429]);
  expectRefused(answers[7]!, 60);
  const [other] = everywhere();
  expect((await http(doors[0]!.url, 'GET', '/api/contacts', { headers: as(other) })).status).toBe(200);
});

test('what is no call is not counted: sending, the poll, health, metrics', async () => {
  const [ann] = everywhere();
  const { url } = doors[0]!;
  for (let i = 0; i < 8; i++) expect((await http(url, 'GET', '/api/sync', { headers: as(ann) })).status).toBe(200);
  for (let i = 0; i < 8; i++) {
    const body = { messageId: newId(), text: 'x' };
    const sent = await http(url, 'POST', `/api/chats/${newId()}/messages`, { headers: as(ann), body });
    expect(sent.status).toBe(201);
  }
  for (const path of ['/health', '/ready', '/metrics']) {
    for (let i = 0; i < 8; i++) expect((await fetch(url + path, { headers: as(ann) })).status).toBe(200);
  }
  expect((await http(url, 'GET', '/api/contacts', { headers: as(ann) })).status).toBe(200);
});

test('sessions can be listed and ended whatever is used up, so often by each session', async () => {
  const { url, caller } = doors[0]!;
  const owner = caller();
  const thief = caller({ userId: owner.userId });
  const ask = (who: Caller, method: string, path: string) => http(url, method, `/api${path}`, { headers: as(who) });
  for (let i = 0; i < 7; i++) await ask(thief, 'GET', '/contacts');
  for (let i = 0; i < 3; i++) await ask(thief, 'GET', '/auth/sessions');
  expect((await ask(owner, 'GET', '/contacts')).status).toBe(429);
  expect((await ask(owner, 'GET', '/auth/sessions')).status).toBe(200);
  expect((await ask(owner, 'DELETE', `/auth/sessions/${thief.sessionId}`)).status).toBe(204);
  expect((await ask(owner, 'POST', '/auth/logout')).status).toBe(204);
  for (const who of [owner, thief]) {
    expectRefused(await ask(who, 'GET', '/auth/sessions'), 60);
    expectRefused(await ask(who, 'DELETE', `/auth/sessions/${newId()}`), 60);
    expectRefused(await ask(who, 'POST', '/auth/logout'), 60);
  }
});

test('messages are counted over HTTP and the socket together, at both gateways', async () => {
  const [ann, annThere] = everywhere();
  const socket = new WireSocket(doors[1]!.url);
  await socket.hello(annThere.token);
  const overHttp = async () => {
    const body = { messageId: newId(), text: 'x' };
    const answer = await http(doors[0]!.url, 'POST', `/api/chats/${newId()}/messages`, { headers: as(ann), body });
    if (answer.status === 429) expectRefused(answer, 1);
    return answer.status === 201;
  };
  const overSocket = () =>
    socket.ask('message:send', { chatId: newId(), messageId: newId(), text: 'x' }).then(
      () => true,
      (error) => {
        expect((error as Refused).error).toMatchObject({ code: 'rate_limited', retryAfter: 1 });
        return false;
      },
    );
  const burst = () => Promise.all(Array.from({ length: 20 }, (_, i) => (i % 2 ? overHttp() : overSocket())));
  const began = performance.now();
  const went = (await burst()).filter(Boolean).length;
  // The window may have ended while the burst was under way.
  const windows = 1 + Math.floor((performance.now() - began) / 1_000);
  expect(went).toBeGreaterThanOrEqual(10);
  expect(went).toBeLessThanOrEqual(10 * windows);
  await expect.poll(overHttp).toBe(true);
  socket.close();
});

test('changes of messages are counted together, whatever they are, at both gateways', async () => {
  const [ann, annThere] = everywhere();
  const sockets = [new WireSocket(doors[0]!.url), new WireSocket(doors[1]!.url)];
  await sockets[0]!.hello(ann.token);
  await sockets[1]!.hello(annThere.token);
  const there = { chatId: newId(), messageId: newId() };
  const frames: [string, object][] = [
    ['message:edit', { ...there, text: 'x'.repeat(9_900) }],
    ['message:delete', there],
    ['reaction:add', { ...there, emoji: '👍' }],
    ['reaction:remove', { ...there, emoji: '👍' }],
    ['message:edit', { ...there, text: 'again' }],
    ['reaction:add', { ...there, emoji: '🎉' }],
  ];
  const asked = (i: number) =>
    sockets[i % 2]!.ask(...frames[i % frames.length]!).then(
      () => 'done',
      (error) => (error as Refused).error,
    );
  for (let i = 0; i < 6; i++) expect(await asked(i)).not.toMatchObject({ code: 'rate_limited' });
  for (let i = 0; i < 6; i++) {
    expect(await asked(i)).toMatchObject({ code: 'rate_limited', retryAfter: expect.any(Number) });
  }
  const path = `/api/messages/${there.messageId}?chatId=${there.chatId}`;
  expectRefused(await http(doors[0]!.url, 'DELETE', path, { headers: as(ann) }), 30);
  const sent = { chatId: newId(), messageId: newId(), text: 'x' };
  await sockets[0]!.ask('message:send', sent);
  for (const socket of sockets) socket.close();
});

test('one may set how one is seen so often, at all gateways together, whatever else one changes', async () => {
  const callers = everywhere();
  const sockets = doors.map((door) => new WireSocket(door.url));
  for (const which of [0, 1] as const) await sockets[which]!.hello(callers[which].token);
  const set = (i: number) =>
    sockets[i % 2]!.ask('presence:set', { presence: i % 2 ? 'away' : 'online' }).then(
      () => 'done',
      (error) => (error as Refused).error,
    );
  for (let i = 0; i < 2; i++) expect(await set(i)).not.toMatchObject({ code: 'rate_limited' });
  for (let i = 0; i < 2; i++) {
    expect(await set(i)).toMatchObject({ code: 'rate_limited', retryAfter: expect.any(Number) });
  }
  const reaction = { chatId: newId(), messageId: newId(), emoji: '👍' };
  await sockets[0]!.ask('reaction:add', reaction);
  for (const socket of sockets) socket.close();
});

test('what a device that polls has received has a limit of its own, whatever chats it is of', async () => {
  const callers = everywhere();
  const answers = await inTurn(9, (door, which) => {
    const path = `/api/chats/${newId()}/delivered`;
    return http(door.url, 'POST', path, { headers: as(callers[which]), body: { upTo: 1 } });
  });
  expect(answers.map(({ status }) => status)).toEqual([...Array(7).fill(204), 429, 429]);
  expectRefused(answers[8]!, 60);
  expect((await http(doors[0]!.url, 'GET', '/api/contacts', { headers: as(callers[0]) })).status).toBe(200);
});

test('of one user so many sockets are open at a gateway, and the others are told when to come back', async () => {
  const door = doors[0]!;
  const [ann] = everywhere();
  const sockets = Array.from({ length: 3 }, () => new WireSocket(door.url));
  const [one, two, three] = sockets;
  for (const socket of [one!, two!]) await socket.hello(ann.token);
  await expect(three!.hello(ann.token)).rejects.toThrow();
  expect((await three!.closed).code).toBe(closeCodes.draining);
  const bobs = new WireSocket(door.url);
  await bobs.hello(everywhere()[0].token);
  one!.close();
  await expect
    .poll(async () => {
      const next = new WireSocket(door.url);
      sockets.push(next);
      return next.hello(ann.token).then(
        () => 'in',
        () => 'out',
      );
    })
    .toBe('in');
  for (const socket of [...sockets, bobs]) socket.close();
});

test('of one user so many polls wait; more are told when to come back, and those that do not wait count by themselves', async () => {
  const { url } = doors[0]!;
  const [ann] = everywhere();
  const { body } = await http(url, 'GET', '/api/sync', { headers: as(ann) });
  const { cursor } = body as { cursor: string };
  const path = (wait: number) => `/api/sync?wait=${wait}&cursor=${encodeURIComponent(cursor)}`;
  const clients = Array.from({ length: 5 }, () => new AbortController());
  let answered = 0;
  const refused = new Set<AbortController>();
  /** Polls again at once when it is answered, as clients do. */
  const follow = async (client: AbortController) => {
    for (;;) {
      const answer = await fetch(url + path(25), { headers: as(ann), signal: client.signal });
      if (answer.status === 429) {
        expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
        refused.add(client);
        return;
      }
      answered++;
    }
  };
  const all = Promise.allSettled(clients.map(follow));
  await expect.poll(() => refused.size).toBe(2);
  for (const at of [path(0), '/api/sync', '/api/sync?wait=25']) {
    expect((await http(url, 'GET', at, { headers: as(ann) })).status).toBe(200);
  }
  expect([refused.size, answered]).toEqual([2, 0]);
  clients.find((client) => !refused.has(client))!.abort();
  const next = async () => (await http(url, 'GET', path(1), { headers: as(ann) })).status;
  await expect.poll(next).toBe(200);
  for (const client of clients) client.abort();
  await all;
});

test('contact requests of a user', async () => {
  const callers = everywhere();
  const ask = (door: Door, which: 0 | 1) =>
    http(door.url, 'POST', '/api/contacts/requests', { headers: as(callers[which]), body: { userId: newId() } });
  const bad = { headers: as(callers[0]), body: { userId: 'nobody' } };
  expect((await http(doors[0]!.url, 'POST', '/api/contacts/requests', bad)).status).toBe(400);
  const answers = await inTurn(4, ask);
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 429]);
  expectRefused(answers[3]!, 86_400);
});

test('what is repeated with its key counts once, and with the same key for somebody else again', async () => {
  const callers = everywhere();
  const [key, userId] = [newId(), newId()];
  const ask = (to: string, key: string) => (door: Door, which: 0 | 1) =>
    http(door.url, 'POST', '/api/contacts/requests', {
      headers: { ...as(callers[which]), 'idempotency-key': key },
      body: { userId: to },
    });
  const statuses = async (times: number, to: string, key: string) =>
    (await inTurn(times, ask(to, key))).map(({ status }) => status);
  expect(await statuses(2, userId, key)).toEqual([404, 404]);
  expect(await statuses(1, newId(), key)).toEqual([404]);
  expect(await statuses(1, userId, newId())).toEqual([404]);
  expect(await statuses(1, newId(), newId())).toEqual([429]);
  expect(await statuses(1, userId, key)).toEqual([404]);
});

test('registrations and logins from an address; a header does not change who is counted', async () => {
  const headers = () => ({ 'x-forwarded-for': `192.0.2.${Math.floor(Math.random() * 250)}` });
  const account = { username: 'ann', password: 'Correct1Horse', passwordConfirm: 'Correct1Horse' };
  for (const wrong of [{ password: 'weakweak' }, { passwordConfirm: 'Correct2Horse' }, { displayName: ' ' }]) {
    const body = { ...account, ...wrong };
    expect((await http(doors[0]!.url, 'POST', '/api/auth/register', { body })).status).toBe(400);
  }
  const registered = await inTurn(5, (door) =>
    http(door.url, 'POST', '/api/auth/register', { body: account, headers: headers() }),
  );
  expect(registered.map(({ status }) => status)).toEqual([201, 201, 201, 201, 429]);
  expectRefused(registered[4]!, 3_600);
  const login = { username: 'ann', password: 'Wrong1Horse' };
  const logins = await inTurn(6, (door) =>
    http(door.url, 'POST', '/api/auth/login', { body: login, headers: headers() }),
  );
  expect(logins.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
  expectRefused(logins[5]!, 900);
});

test('while Redis is away each gateway counts for itself, and together again when it is back', async () => {
  await shared.redis.stop();
  const callers = everywhere();
  const ask = (which: 0 | 1) => http(doors[which]!.url, 'GET', '/api/contacts', { headers: as(callers[which]) });
  for (const which of [0, 1] as const) {
    const statuses = [];
    for (let i = 0; i < 7; i++) statuses.push((await ask(which)).status);
    expect(statuses).toEqual([200, 200, 200, 200, 200, 200, 429]);
  }
  await shared.redis.start();
  await expect
    .poll(
      async () => {
        const [here, there] = everywhere();
        const answers = await inTurn(8, (door, which) =>
          http(door.url, 'GET', '/api/contacts', { headers: as([here, there][which]!) }),
        );
        return answers.filter(({ status }) => status === 200).length;
      },
      { timeout: 20_000, interval: 250 },
    )
    .toBe(6);
});
