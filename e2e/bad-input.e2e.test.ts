import { createHmac } from 'node:crypto';
import { openEventStore, streamEnds } from '@messenger/event-store';
import { newId, silentLogger } from '@messenger/kit';
import type { Chat, ErrorBody } from '@messenger/proto';
import { codeOf, http, password, type Refused, type WireError, WireSocket, WireUser } from '@messenger/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type WholeSystem, wholeSystem } from './system.ts';
import { couple } from './talk.ts';

let whole: WholeSystem;
let ann: WireUser;
let bob: WireUser;
let stranger: WireUser;
let chatId: string;
/** A chat that ann is no member of, and a message of hers to be reused. */
let others: { chat: Chat; messageId: string };
let annsMessage: string;

beforeAll(async () => {
  whole = await wholeSystem();
  ({ ann, bob, chatId } = await couple(whole.url));
  annsMessage = (await ann.send(chatId, 'mine')).messageId;
  stranger = await WireUser.register(whole.url, 'stranger');
  const pair = await couple(whole.url);
  const { messageId } = await pair.ann.send(pair.chatId, 'secret');
  others = { chat: (await pair.ann.must<{ chat: Chat }>('GET', `/api/chats/${pair.chatId}`)).chat, messageId };
});
afterAll(() => whole[Symbol.asyncDispose]());

/** The ends of all streams of the log. */
async function ends(): Promise<Record<string, number>> {
  await using bus = await whole.operator();
  const events = await openEventStore(bus, { log: silentLogger });
  return await streamEnds(events);
}

function expectOneShape(body: unknown): void {
  const { error } = body as ErrorBody;
  expect(Object.keys(body as object)).toEqual(['error']);
  expect(error).toMatchObject({
    code: expect.stringMatching(/^[a-z_.]+$/),
    message: expect.any(String),
    requestId: expect.any(String),
  });
  expect(JSON.stringify(body)).not.toMatch(/at .*\.ts:|node_modules|select |insert |\bnats\b|postgres|stack/i);
}

const badIds = [
  'x',
  '00000000-0000-0000-0000-00000000000G',
  'AAAAAAAA-0000-7000-8000-000000000000',
  `${newId()}\n`,
  `${newId()}\r\nPUB evt.chat.0.x 2`,
  '*',
  '>',
  'evt.chat.>',
  `${newId()}.${newId()}`,
  '',
  `${newId()}\u0000`,
];

describe('over HTTP', () => {
  const message = (change: object) => ({ messageId: newId(), text: 'hello', ...change });
  const send = (body: unknown) => ['POST', `/api/chats/${chatId}/messages`, body] as const;
  const account = (change: object) =>
    [
      'POST',
      '/api/auth/register',
      { username: `u${newId().slice(-8)}`, password, passwordConfirm: password, ...change },
    ] as const;

  const invalid: [string, () => readonly [string, string, unknown?]][] = [
    ['text of 10,001 characters', () => send(message({ text: 'x'.repeat(10_001) }))],
    ['text of 10,001 astral characters', () => send(message({ text: '😀'.repeat(10_001) }))],
    ['text with U+0000', () => send(message({ text: 'a\u0000b' }))],
    ['text with a lone surrogate', () => send(`{"messageId":"${newId()}","text":"\\ud800"}`)],
    ['text that is a number', () => send(message({ text: 5 }))],
    ['text that is an object', () => send(message({ text: { a: 1 } }))],
    ['empty text', () => send(message({ text: '' }))],
    ['blank text', () => send(message({ text: ' \n ' }))],
    ['no text', () => send({ messageId: newId() })],
    ['no messageId', () => send({ text: 'x' })],
    ...badIds.map((id): [string, () => readonly [string, string, unknown?]] => [
      `messageId ${JSON.stringify(id)}`,
      () => send(message({ messageId: id })),
    ]),
    ['body that is an array', () => send([])],
    ['body that is null', () => send('null')],
    ['body that is not JSON', () => send('{')],
    ['no body', () => ['POST', `/api/chats/${chatId}/messages`]],
    ['direct with a number', () => ['POST', '/api/chats/direct', { userId: 5 }]],
    ['direct without a user', () => ['POST', '/api/chats/direct', {}]],
    ['direct with oneself', () => ['POST', '/api/chats/direct', { userId: ann.id }]],
    ['request to nobody', () => ['POST', '/api/contacts/requests', {}]],
    ['request to oneself', () => ['POST', '/api/contacts/requests', { userId: ann.id }]],
    ...badIds.map((id): [string, () => readonly [string, string, unknown?]] => [
      `request to ${JSON.stringify(id)}`,
      () => ['POST', '/api/contacts/requests', { userId: id }],
    ]),
    ['limit 0', () => ['GET', `/api/chats/${chatId}/messages?limit=0`]],
    ['limit 1e9', () => ['GET', `/api/chats/${chatId}/messages?limit=1000000000`]],
    ['limit x', () => ['GET', `/api/chats/${chatId}/messages?limit=x`]],
    ['before -1', () => ['GET', `/api/chats/${chatId}/messages?before=-1`]],
    ['after NaN', () => ['GET', `/api/chats/${chatId}/messages?after=NaN`]],
    ['around 1.5', () => ['GET', `/api/chats/${chatId}/messages?around=1.5`]],
    ['before and after at once', () => ['GET', `/api/chats/${chatId}/messages?before=3&after=1`]],
    ['images yes', () => ['GET', `/api/chats/${chatId}/messages?images=yes`]],
    ['images around', () => ['GET', `/api/chats/${chatId}/messages?images=true&around=3`]],
    ['events after x', () => ['GET', `/api/chats/${chatId}/events?after=x`]],
    ['profiles of nobody', () => ['GET', '/api/users?ids=']],
    ['profiles of 101', () => ['GET', `/api/users?ids=${Array.from({ length: 101 }, newId).join()}`]],
    ['a search for nothing', () => ['GET', '/api/users/search?q=']],
    ['a search with U+0000', () => ['GET', '/api/users/search?q=%00']],
    ['a chat list with a bad cursor', () => ['GET', '/api/chats?cursor=!!']],
    ['sync wait 26', () => ['GET', '/api/sync?wait=26']],
    ['username of 2', () => account({ username: 'ab' })],
    ['username of 51', () => account({ username: 'a'.repeat(51) })],
    ['username with a dot', () => account({ username: 'a.b' })],
    ['username with a line break', () => account({ username: 'abc\n' })],
    ['password of 7', () => account({ password: 'Abcdef1', passwordConfirm: 'Abcdef1' })],
    [
      'password of 73 bytes',
      () => account({ password: `A1${'b'.repeat(71)}`, passwordConfirm: `A1${'b'.repeat(71)}` }),
    ],
    ['password without a digit', () => account({ password: 'Abcdefgh', passwordConfirm: 'Abcdefgh' })],
    ['password without upper case', () => account({ password: 'abcdefg1', passwordConfirm: 'abcdefg1' })],
    ['passwords that differ', () => account({ passwordConfirm: 'Another-1' })],
    ['display name of 101', () => account({ displayName: 'x'.repeat(101) })],
    ['display name that is empty', () => account({ displayName: '' })],
    ['login without a password', () => ['POST', '/api/auth/login', { username: 'a' }]],
  ];

  test.for(invalid)('%s → 400 validation_failed', async ([, make]) => {
    const before = await ends();
    const [method, path, body] = make();
    const answer = await ann.request(method, path, body);
    expect([answer.status, codeOf(answer)]).toEqual([400, 'validation_failed']);
    expectOneShape(answer.body);
    expect(await ends()).toEqual(before);
  });

  const refused: [string, () => Promise<{ status: number; body: unknown; headers: Headers }>, number, string][] = [
    ['unknown chat', () => ann.request('GET', `/api/chats/${newId()}`), 404, 'not_found'],
    ["another's chat", () => ann.request('GET', `/api/chats/${others.chat.id}`), 404, 'not_found'],
    ["another's messages", () => ann.request('GET', `/api/chats/${others.chat.id}/messages`), 404, 'not_found'],
    ["another's events", () => ann.request('GET', `/api/chats/${others.chat.id}/events?after=0`), 404, 'not_found'],
    ["another's message", () => ann.request('GET', `/api/messages/${others.messageId}`), 404, 'not_found'],
    [
      "sending to another's chat",
      () => ann.request('POST', `/api/chats/${others.chat.id}/messages`, message({})),
      404,
      'not_found',
    ],
    [
      'sending to an unknown chat',
      () => ann.request('POST', `/api/chats/${newId()}/messages`, message({})),
      404,
      'not_found',
    ],
    [
      "another's messageId",
      () => bob.request('POST', `/api/chats/${chatId}/messages`, message({ messageId: annsMessage })),
      409,
      'id_reused',
    ],
    ['a stranger', () => ann.request('GET', `/api/users/${stranger.id}`), 404, 'not_found'],
    ['an unknown user', () => ann.request('GET', `/api/users/${newId()}`), 404, 'not_found'],
    [
      'a direct chat with a stranger',
      () => ann.request('POST', '/api/chats/direct', { userId: stranger.id }),
      409,
      'not_contacts',
    ],
    [
      'a request to nobody known',
      () => ann.request('POST', '/api/contacts/requests', { userId: newId() }),
      404,
      'not_found',
    ],
    [
      'accepting what is not there',
      () => ann.request('POST', `/api/contacts/requests/${newId()}/accept`),
      404,
      'not_found',
    ],
    ['removing no contact', () => ann.request('DELETE', `/api/contacts/${stranger.id}`), 404, 'not_found'],
    ['an unknown route', () => ann.request('GET', '/api/nothing'), 404, 'not_found'],
    [
      'a taken username, in another case',
      () =>
        http(whole.url, 'POST', '/api/auth/register', {
          body: { username: ann.username.toUpperCase(), password, passwordConfirm: password },
        }),
      409,
      'username_taken',
    ],
    ['no token', () => http(whole.url, 'GET', '/api/chats'), 401, 'unauthenticated'],
    [
      'a token that is none',
      () => http(whole.url, 'GET', '/api/chats', { headers: { authorization: 'Bearer x.y.z' } }),
      401,
      'unauthenticated',
    ],
    [
      'a token signed with its public key',
      () => http(whole.url, 'GET', '/api/chats', { headers: { authorization: `Bearer ${forged(ann.token)}` } }),
      401,
      'unauthenticated',
    ],
    [
      'a refresh token that is none',
      () => http(whole.url, 'POST', '/api/auth/refresh', { body: { refreshToken: 'x' } }),
      401,
      '',
    ],
    [
      'a body of 2 MiB',
      () => ann.request('POST', `/api/chats/${chatId}/messages`, message({ text: 'x'.repeat(2 * 1024 * 1024) })),
      413,
      'too_large',
    ],
    [
      'a body that is XML',
      () => ann.request('POST', `/api/chats/${chatId}/messages`, '<a/>', { 'content-type': 'application/xml' }),
      415,
      'unsupported_media',
    ],
  ];

  test.for(refused)('%s → %s', async ([, ask, status, code]) => {
    const before = await ends();
    const answer = await ask();
    expect(answer.status, JSON.stringify(answer.body)).toBe(status);
    if (code) expect(codeOf(answer as never)).toBe(code);
    expectOneShape(answer.body);
    expect(await ends()).toEqual(before);
  });

  test.for(badIds.filter((id) => id !== ''))('path id %j → 400 or 404, nothing appended', async (id) => {
    const before = await ends();
    for (const path of [
      `/api/chats/${encodeURIComponent(id)}/messages`,
      `/api/users/${encodeURIComponent(id)}`,
      `/api/messages/${encodeURIComponent(id)}`,
    ]) {
      const answer = await ann.request('GET', path);
      expect([400, 404], `${path}: ${answer.status}`).toContain(answer.status);
      expectOneShape(answer.body);
    }
    const sent = await ann.request('POST', `/api/chats/${encodeURIComponent(id)}/messages`, message({}));
    expect([400, 404]).toContain(sent.status);
    expect(await ends()).toEqual(before);
  });

  test('the same as unknown: a chat that exists and one that does not are told alike', async () => {
    const strip = (answer: { status: number; body: unknown }) => {
      const { code, message: text } = (answer.body as ErrorBody).error;
      return { status: answer.status, code, text };
    };
    expect(strip(await ann.request('GET', `/api/chats/${others.chat.id}`))).toEqual(
      strip(await ann.request('GET', `/api/chats/${newId()}`)),
    );
  });

  test('a request id is kept if it is sound, replaced if not', async () => {
    const kept = await ann.request('GET', `/api/chats/${newId()}`, undefined, { 'x-request-id': 'trace_me-1' });
    expect((kept.body as unknown as ErrorBody).error.requestId).toBe('trace_me-1');
    const replaced = await ann.request('GET', `/api/chats/${newId()}`, undefined, { 'x-request-id': 'no good' });
    expect((replaced.body as unknown as ErrorBody).error.requestId).not.toBe('no good');
  });
});

describe('over the socket', () => {
  test.for([
    ['text that is not JSON', '{', 4400],
    ['a number', '5', 4400],
    ['null', 'null', 4400],
    ['an array', '[]', 4400],
    ['no type', '{"data":{}}', 4400],
    ['a type that is a number', '{"type":5}', 4400],
    ['a frame of 2 MiB', JSON.stringify({ type: 'ping', id: '1', data: 'x'.repeat(2 * 1024 * 1024) }), 1009],
    ['a binary frame', Buffer.from([1, 2, 3]), 4400],
  ] as const)('%s → close %s', async ([, frame, code]) => {
    const socket = await ann.connect();
    socket.raw(frame as string);
    expect((await socket.closed).code).toBe(code);
  });

  const frames: [string, () => [string, unknown], string][] = [
    ['an unknown type', () => ['nothing:known', {}], 'validation_failed'],
    ['no data', () => ['message:send', undefined], 'validation_failed'],
    ['data that is a string', () => ['message:send', 'x'], 'validation_failed'],
    [
      'a chat id with a wildcard',
      () => ['message:send', { chatId: 'evt.chat.>', messageId: newId(), text: 'x' }],
      'validation_failed',
    ],
    [
      'a chat id with a line break',
      () => ['message:send', { chatId: `${newId()}\n`, messageId: newId(), text: 'x' }],
      'validation_failed',
    ],
    ['a message id with dots', () => ['message:send', { chatId, messageId: 'a.b.c', text: 'x' }], 'validation_failed'],
    [
      '10,001 characters',
      () => ['message:send', { chatId, messageId: newId(), text: 'x'.repeat(10_001) }],
      'validation_failed',
    ],
    ['U+0000', () => ['message:send', { chatId, messageId: newId(), text: '\u0000' }], 'validation_failed'],
    ['a lone surrogate', () => ['message:send', { chatId, messageId: newId(), text: '\ud800' }], 'validation_failed'],
    ['empty text', () => ['message:send', { chatId, messageId: newId(), text: '' }], 'validation_failed'],
    ["another's chat", () => ['message:send', { chatId: others.chat.id, messageId: newId(), text: 'x' }], 'not_found'],
    ['an unknown chat', () => ['message:send', { chatId: newId(), messageId: newId(), text: 'x' }], 'not_found'],
    ["the gap of another's chat", () => ['chat:events', { chatId: others.chat.id, after: 0 }], 'not_found'],
    ['a gap after -1', () => ['chat:events', { chatId, after: -1 }], 'validation_failed'],
    ["typing in another's chat", () => ['typing:start', { chatId: others.chat.id }], 'not_found'],
    ['a presence that is none', () => ['presence:set', { presence: 'asleep' }], 'validation_failed'],
    ['hello twice', () => ['hello', { token: ann.token }], 'validation_failed'],
  ];
  test.for(frames)('%s → error, and the socket lives', async ([, make, code]) => {
    const before = await ends();
    const socket = await ann.connect();
    try {
      await socket.ready();
      const [type, data] = make();
      const refused = await refusal(socket.ask(type, data));
      expect(refused).toMatchObject({ code, message: expect.any(String), requestId: expect.any(String) });
      await socket.ask('ping', {});
      expect(await ends()).toEqual(before);
    } finally {
      socket.close();
    }
  });

  test("another's message id → id_reused", async () => {
    const socket = await bob.connect();
    await socket.ready();
    const refused = await refusal(socket.ask('message:send', { chatId, messageId: annsMessage, text: 'x' }));
    expect(refused?.code).toBe('id_reused');
    socket.close();
  });

  test.for([
    ['no token that is one', () => ({ token: 'x' })],
    ['a forged token', () => ({ token: forged(ann.token) })],
  ] as const)('hello with %s → close 4401', async ([, make]) => {
    const socket = await new WireSocket(whole.url).opened();
    socket.raw(JSON.stringify({ type: 'hello', id: '1', data: make() }));
    expect((await socket.closed).code).toBe(4401);
  });

  test('a frame before hello → close 4401; no hello at all → close 4408', async () => {
    const eager = await new WireSocket(whole.url).opened();
    eager.raw(JSON.stringify({ type: 'message:send', id: '1', data: { chatId, messageId: newId(), text: 'x' } }));
    expect((await eager.closed).code).toBe(4401);
    const silent = await new WireSocket(whole.url).opened();
    expect((await silent.closed).code).toBe(4408);
  });

  test('another origin may not open it', async () => {
    const socket = new WireSocket(whole.url, { origin: 'https://evil.example' });
    await expect(socket.opened()).rejects.toThrow(/403/);
  });

  test('more than 50 frames a second → close 4429', async () => {
    const socket = await ann.connect();
    await socket.ready();
    for (let n = 0; n < 120; n++) socket.raw(JSON.stringify({ type: 'ping', id: `p${n}`, data: {} }));
    expect((await socket.closed).code).toBe(4429);
  });
});

test('after all of it every service is ready and the two can talk', async () => {
  for (const service of whole.system.services.all) {
    expect((await fetch(`${service.healthUrl}/ready`)).status, service.name).toBe(200);
    expect(service.restarts, service.name).toBe(0);
  }
  const socket = await bob.connect();
  await socket.ready();
  const sent = await ann.send(chatId, 'still here');
  const frame = await socket.until((f) => f.id === sent.messageId, 'the message');
  expect(frame.version).toBe(sent.version);
  socket.close();
});

/** What the server refused with; undefined if it did not. */
const refusal = (asked: Promise<unknown>): Promise<WireError | undefined> =>
  asked.then(
    () => undefined,
    (error) => (error as Refused).error,
  );

/** The classic confusion: the same claims under HMAC, keyed with what is public. */
function forged(token: string): string {
  const [, claims] = token.split('.') as [string, string];
  const head = Buffer.from(JSON.stringify({ alg: 'HS256', typ: 'JWT' })).toString('base64url');
  const signature = createHmac('sha256', 'public').update(`${head}.${claims}`).digest('base64url');
  return `${head}.${claims}.${signature}`;
}
