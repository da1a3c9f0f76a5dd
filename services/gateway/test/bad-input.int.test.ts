import { connect as connectTcp } from 'node:net';
import { newId } from '@messenger/kit';
import type { ErrorBody } from '@messenger/proto';
import { codeOf, http, WireSocket } from '@messenger/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Caller, type Door, openDoor } from './door.ts';

let door: Door;
let ann: Caller;
beforeAll(async () => {
  door = await openDoor();
  ann = door.caller();
});
afterAll(() => door[Symbol.asyncDispose]());

const as = ({ token }: Caller) => ({ authorization: `Bearer ${token}` });
const chatId = newId();

function expectOneShape(body: unknown): void {
  expect(Object.keys(body as object)).toEqual(['error']);
  const { error } = body as ErrorBody;
  expect(error).toMatchObject({ message: expect.any(String), requestId: expect.any(String) });
  expect(JSON.stringify(body)).not.toMatch(/node_modules|FST_|at .*\.ts|nats/i);
}

describe('a body', () => {
  const send = `/api/chats/${chatId}/messages`;
  const message = (more: object) => ({ messageId: newId(), text: 'hello', ...more });
  test.for<[string, string, unknown, string]>([
    ['is not JSON', send, '{', '/'],
    ['is empty', send, undefined, '/'],
    ['is null', send, 'null', '/'],
    ['is a list', send, [], '/'],
    ['has __proto__', send, '{"__proto__":{"a":1},"text":"x"}', '/'],
    ['has no messageId', send, { text: 'x' }, '/messageId'],
    ['has a messageId with a line break', send, message({ messageId: `${newId()}\n` }), '/messageId'],
    ['has a messageId with wildcards', send, message({ messageId: 'evt.*.>' }), '/messageId'],
    ['has a number for text', send, message({ text: 5 }), '/text'],
    ['has no text', send, { messageId: newId() }, '/text'],
    ['has 10,001 characters', send, message({ text: 'x'.repeat(10_001) }), '/text'],
    ['has U+0000', send, message({ text: 'a\u0000' }), '/text'],
    ['has a lone surrogate', send, `{"messageId":"${newId()}","text":"\\udc00"}`, '/text'],
    ['names nobody', '/api/chats/direct', {}, '/userId'],
    ['names a wildcard', '/api/contacts/requests', { userId: '*' }, '/userId'],
    [
      'has another confirmation',
      '/api/auth/register',
      account({ passwordConfirm: 'Other-1-pass' }),
      '/passwordConfirm',
    ],
    ['has a weak password', '/api/auth/register', account({ password: 'alllower1' }), '/password'],
    ['has a short name', '/api/auth/register', account({ username: 'ab' }), '/username'],
    ['has a name with a line break', '/api/auth/register', account({ username: 'abc\n' }), '/username'],
    ['has no password', '/api/auth/login', { username: 'ann' }, '/password'],
  ])('that %s is refused, and says where', async ([, path, body, field]) => {
    const answer = await http(door.url, 'POST', path, { body, headers: as(ann) });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'validation_failed']);
    expectOneShape(answer.body);
    expect((answer.body as unknown as ErrorBody).error.details?.map((flaw) => flaw.field)).toContain(field);
  });

  test('too large, or of another type', async () => {
    const large = await http(door.url, 'POST', send, { body: { text: 'x'.repeat(2 ** 21) }, headers: as(ann) });
    expect([large.status, codeOf(large)]).toEqual([413, 'too_large']);
    for (const type of ['text/plain', 'application/xml', 'multipart/form-data; boundary=x', 'x']) {
      const answer = await http(door.url, 'POST', send, {
        body: '<a/>',
        headers: { ...as(ann), 'content-type': type },
      });
      expect([answer.status, codeOf(answer)], type).toEqual([415, 'unsupported_media']);
      expectOneShape(answer.body);
    }
  });
});

function account(more: object) {
  return { username: 'ann', password: 'Correct1Horse', passwordConfirm: 'Correct1Horse', ...more };
}

describe('a path', () => {
  test.for(['x', '*', '%3E', 'evt.chat.%3E', `${newId()}%0a`, `${newId()}%00`, '%f0%9f%98%80', 'x'.repeat(150)])(
    'with the id %s is refused',
    async (id) => {
      for (const path of ['/api/messages/', '/api/users/', '/api/chats/']) {
        const answer = await http(door.url, 'GET', path + id, { headers: as(ann) });
        expect([answer.status, codeOf(answer)], path).toEqual([400, 'validation_failed']);
        expectOneShape(answer.body);
      }
    },
  );

  test.for<[string, string, number, string]>([
    ['GET', '/api/nothing', 404, 'not_found'],
    ['GET', '/api', 404, 'not_found'],
    ['GET', '/nothing', 404, 'not_found'],
    ['GET', '/%', 400, 'validation_failed'],
    ['GET', `/api/users/${'x'.repeat(1_000)}`, 400, 'validation_failed'],
    ['GET', '/api/auth/login', 405, 'method_not_allowed'],
    ['PUT', '/api/chats', 405, 'method_not_allowed'],
    ['OPTIONS', '/api/chats', 405, 'method_not_allowed'],
    ['GET', '/ws', 400, 'validation_failed'],
  ])('%s %s → %d %s', async ([method, path, status, code]) => {
    const answer = await http(door.url, method, path, { headers: as(ann) });
    expect([answer.status, codeOf(answer)]).toEqual([status, code]);
    expectOneShape(answer.body);
  });

  test('a wrong method is told the right ones', async () => {
    const { headers } = await http(door.url, 'PUT', `/api/chats/${chatId}/messages`, { headers: as(ann) });
    expect(headers.get('allow')?.split(', ').sort()).toEqual(['GET', 'HEAD', 'POST']);
  });
});

describe('a query string', () => {
  test.for([
    `/api/chats/${chatId}/messages?limit=0`,
    `/api/chats/${chatId}/messages?limit=x`,
    `/api/chats/${chatId}/messages?limit=1&limit=2`,
    `/api/chats/${chatId}/messages?before=1&after=1`,
    `/api/chats/${chatId}/events?after=-1`,
    '/api/users/search',
    '/api/users/search?q=%00',
    '/api/sync?wait=26',
    '/api/messages/search?q=x&since=2030-13-45T99:99:99.000Z',
    '/api/messages/search?q=x&until=0000-00-00T00:00:00.000Z',
  ])('%s is refused', async (path) => {
    const answer = await http(door.url, 'GET', path, { headers: as(ann) });
    expect([answer.status, codeOf(answer)]).toEqual([400, 'validation_failed']);
  });
});

describe('a header', () => {
  const ask = (headers: Record<string, string>) =>
    http(door.url, 'GET', '/api/sync', { headers: { ...as(ann), ...headers } });

  test('X-Position and Idempotency-Key must be what they claim', async () => {
    for (const bad of [
      { 'x-position': 'x' },
      { 'x-position': '*' },
      { 'idempotency-key': 'x' },
      { 'idempotency-key': '>' },
    ]) {
      const answer = await ask(bad);
      expect([answer.status, codeOf(answer)]).toEqual([400, 'validation_failed']);
    }
    expect((await ask({ 'x-position': 'ffffffff.d-99', 'idempotency-key': newId().toUpperCase() })).status).toBe(200);
  });

  test('a request id is kept if it is sound; every answer has one, and a position', async () => {
    const kept = await ask({ 'x-request-id': 'a-b_1' });
    expect(kept.headers.get('x-request-id')).toBe('a-b_1');
    expect(kept.headers.get('x-position')).toMatch(/^[0-9a-f]{8}\./);
    const replaced = await ask({ 'x-request-id': 'a b' });
    expect(replaced.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  });

  test.for([
    '/api/nothing',
    '/api/%zz',
    '/%',
    '/health',
    '/ready',
    '/metrics',
    '/docs',
    '/docs/openapi.json',
    '/nothing',
  ])('the answer about %s has both as well', async (path) => {
    const { headers } = await fetch(door.url + path, { headers: { 'x-request-id': 'a-b_1' } });
    expect(headers.get('x-request-id')).toBe('a-b_1');
    expect(headers.get('x-position')).toMatch(/^[0-9a-f]{8}\./);
  });

  test.for<[string, string, string, string]>([
    ['what is not HTTP at all', 'NONSENSE\r\n\r\n', '400 Bad Request', 'validation_failed'],
    [
      'too long a header',
      `GET /health HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`,
      '413 Payload Too Large',
      'too_large',
    ],
  ])('%s is answered in the same shape', async ([, request, status, code]) => {
    const socket = connectTcp(door.app.port, '127.0.0.1');
    socket.write(request);
    const text = (await socket.toArray()).join('');
    expect(text.startsWith(`HTTP/1.1 ${status}\r\n`), text).toBe(true);
    expect(text).toMatch(/\r\nX-Position: [0-9a-f]{8}\./);
    const body = JSON.parse(text.slice(text.indexOf('{'))) as ErrorBody;
    expectOneShape(body);
    expect(body.error.code).toBe(code);
    expect(text).toContain(`\r\nX-Request-Id: ${body.error.requestId}\r\n`);
  });
});

describe('a token', () => {
  test.for<[string, () => Record<string, string>]>([
    ['none', () => ({})],
    ['empty', () => ({ authorization: 'Bearer ' })],
    ['not a bearer', () => ({ authorization: `Basic ${ann.token}` })],
    ['garbage', () => ({ authorization: 'Bearer x.y.z' })],
    ['expired', () => as(door.caller({ clockTimestamp: Date.now() - 120_000 }))],
  ])('%s → 401, whatever the body is', async ([, headers]) => {
    for (const [method, path] of [
      ['GET', '/api/chats'],
      ['POST', '/api/chats/direct'],
      ['GET', '/api/sync'],
      ['POST', '/api/auth/logout'],
    ] as const) {
      const answer = await http(door.url, method, path, { headers: headers() });
      expect([answer.status, codeOf(answer)], path).toEqual([401, 'unauthenticated']);
      expectOneShape(answer.body);
    }
  });
});

test('with nobody behind it the door says so, with when to come back', async () => {
  for (const [method, path, body] of [
    ['GET', '/api/chats', undefined],
    ['GET', '/api/contacts', undefined],
    ['POST', '/api/auth/login', { username: 'ann', password: 'x' }],
    ['POST', `/api/chats/${chatId}/messages`, { messageId: newId(), text: 'x' }],
  ] as const) {
    const answer = await http(door.url, method, path, { body, headers: as(ann) });
    expect([answer.status, codeOf(answer)], path).toEqual([503, 'unavailable']);
    expect(answer.headers.get('retry-after')).toBe('1');
    expectOneShape(answer.body);
  }
});

describe('a frame', () => {
  const open = () => new WireSocket(door.url).opened();
  const hello = async () => {
    const socket = await open();
    await socket.hello(ann.token);
    return socket;
  };

  test.for<[string, string | Buffer, number]>([
    ['not JSON', '{', 4400],
    ['a list', '[]', 4400],
    ['without a type', '{"id":1}', 4400],
    ['binary', Buffer.from('{"type":"ping"}'), 4400],
    ['of 2 MiB', JSON.stringify({ type: 'ping', data: 'x'.repeat(2 ** 21) }), 1009],
  ])('%s closes the socket', async ([, frame, code]) => {
    for (const socket of [await open(), await hello()]) {
      socket.raw(frame);
      expect((await socket.closed).code).toBe(code);
    }
  });

  test('before hello, or with a bad token, closes with 4401', async () => {
    const eager = await open();
    eager.raw('{"type":"ping"}');
    expect((await eager.closed).code).toBe(4401);
    for (const token of ['x', door.caller({ clockTimestamp: Date.now() - 120_000 }).token]) {
      const socket = await open();
      await expect(socket.hello(token)).rejects.toThrow('unauthenticated');
      expect((await socket.closed).code).toBe(4401);
    }
  });

  test('a hello that does not fit is refused, and may be said again', async () => {
    const socket = await open();
    await expect(socket.ask('hello', { token: 5 })).rejects.toThrow('validation_failed');
    await expect(socket.hello(ann.token)).resolves.toMatchObject({ userId: ann.userId, heartbeatSeconds: 25 });
    await expect(socket.ask('hello', { token: ann.token })).rejects.toThrow('validation_failed');
    await expect(socket.ask('toString', {})).rejects.toThrow('validation_failed');
    await expect(socket.ask('message:send', { chatId: '*', messageId: newId(), text: 'x' })).rejects.toThrow(
      'validation_failed',
    );
    await expect(socket.ask('ping', {})).resolves.toEqual({});
    socket.close();
  });

  test('fifty at once after hello are not too many', async () => {
    const socket = await hello();
    for (let n = 1; n < 50; n++) socket.raw('{"type":"ping"}');
    await expect(socket.ask('ping', {})).resolves.toEqual({});
    socket.close();
  });

  test('too many a second close with 4429', async () => {
    const socket = await hello();
    for (let n = 0; n < 60; n++) socket.raw('{"type":"ping"}');
    expect((await socket.closed).code).toBe(4429);
  });

  test('from a page of another origin is never taken', async () => {
    await expect(new WireSocket(door.url, { origin: 'https://evil.example' }).opened()).rejects.toThrow('403');
    const own = await new WireSocket(door.url, { origin: door.url }).opened();
    own.close();
  });
});

test('after all of it the door is open and well', async () => {
  expect((await http(door.url, 'GET', '/ready')).status).toBe(200);
  expect((await http(door.url, 'GET', '/health')).body).toEqual({ status: 'ok' });
  expect(await (await fetch(`${door.url}/metrics`)).text()).toContain('gateway_closes_total{code="4400"}');
});
