import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { newId } from '@messenger/kit';
import { decodeCursor, headers, imageAudience } from '@messenger/proto';
import { codeOf, http } from '@messenger/testkit';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { Limits } from '../src/limits/limits.ts';
import { type Caller, type Door, openDoor } from './door.ts';

/** The test is media: it hears what the gateway asks, and answers what the test at hand says. */
const held = new AsyncDisposableStack();
const secret = 'a secret of this installation, long enough';
let door: Door;
let ann: Caller;
let asked: IncomingMessage[] = [];
let answer: (request: IncomingMessage, response: ServerResponse) => void;

beforeAll(async () => {
  const media = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  media.listen(0, '127.0.0.1');
  await once(media, 'listening');
  held.defer(() => void media.close().closeAllConnections());
  const env = { MEDIA_URL: `http://127.0.0.1:${(media.address() as AddressInfo).port}`, MEDIA_SECRET: secret };
  const limits = new Limits([{ name: 'uploads', per: 'user', most: 3, seconds: 60 }], undefined);
  door = held.use(await openDoor({ env, limits }));
});
afterAll(() => held.disposeAsync());
beforeEach(() => {
  ann = door.caller();
  asked = [];
});

const bearer = (token: string) => ({ authorization: `Bearer ${token}` });
const json = (response: ServerResponse, status: number, body: unknown, more = {}) =>
  response.writeHead(status, { 'content-type': 'application/json', ...more }).end(JSON.stringify(body));

function upload(file: Buffer, caller = ann, more: Record<string, string> = {}): Promise<Response> {
  const body = new FormData();
  body.append('file', new Blob([new Uint8Array(file)]));
  const url = `${door.url}/api/attachments?purpose=avatar`;
  return fetch(url, { method: 'POST', headers: { ...bearer(caller.token), ...more }, body });
}

test('an upload passes through as it comes, with who it is from and nothing else of the client', async () => {
  const file = randomBytes(10 * 1024 * 1024);
  let received = Buffer.alloc(0);
  answer = async (request, response) => {
    received = await buffer(request);
    json(response, 201, { attachment: { id: 'made' } });
  };
  const key = newId();
  const made = await upload(file, ann, {
    'idempotency-key': key.toUpperCase(),
    'x-on-behalf-of': newId(),
    cookie: 'refresh=secret',
  });
  expect([made.status, await made.json()]).toEqual([201, { attachment: { id: 'made' } }]);
  expect(made.headers.get('x-position')).toBeTruthy();
  expect(received.includes(file)).toBe(true);
  expect(asked[0]!.url).toBe('/attachments?purpose=avatar');
  expect(asked[0]!.headers).toMatchObject({
    authorization: `Bearer ${secret}`,
    [headers.onBehalfOf]: ann.userId,
    'idempotency-key': key,
    'x-request-id': made.headers.get('x-request-id'),
  });
  expect(asked[0]!.headers.cookie).toBeUndefined();
});

test('what media refuses is answered as it is, also before the upload has ended', async () => {
  const body = { error: { code: 'too_large', message: 'No.', requestId: 'r' } };
  answer = (_, response) => json(response, 413, body, { 'retry-after': '7', 'x-inside': 'secret' });
  const refused = await upload(randomBytes(3_000_000));
  expect([refused.status, await refused.json()]).toEqual([413, body]);
  expect([refused.headers.get('retry-after'), refused.headers.get('x-inside')]).toEqual(['7', null]);
});

test('what is announced as too long, or is no form, or comes too often, does not reach media', async () => {
  answer = (request, response) => {
    request.resume();
    json(response, 201, {});
  };
  expect(codeOf(await asAnswer(upload(Buffer.alloc(11 * 1024 * 1024))))).toBe('too_large');
  const text = await http(door.url, 'POST', '/api/attachments', { body: {}, headers: bearer(ann.token) });
  expect([text.status, asked.length]).toEqual([415, 0]);
  expect((await upload(Buffer.alloc(9), { ...ann, token: 'none' })).status).toBe(401);
  const statuses = [];
  for (let i = 0; i < 4; i++) statuses.push((await upload(Buffer.alloc(9))).status);
  expect([statuses, asked.length]).toEqual([[201, 201, 201, 429], 3]);
});

const asAnswer = async (given: Promise<Response>) => {
  const { status, headers, ...answer } = await given;
  return { ...answer, status, headers, body: await (await given).json() };
};

test('a client that stops halfway ends the request to media, too', async () => {
  const ended = Promise.withResolvers<void>();
  answer = (request) => void request.resume().once('close', () => ended.resolve());
  const type = { 'content-type': 'multipart/form-data; boundary=x', 'content-length': '1000000' };
  const sent = httpRequest(`${door.url}/api/attachments`, {
    method: 'POST',
    headers: { ...bearer(ann.token), ...type },
  });
  sent.on('error', () => undefined);
  sent.write(Buffer.alloc(100_000));
  await expect.poll(() => asked.length).toBe(1);
  sent.destroy();
  await ended.promise;
  expect(asked[0]!.complete).toBe(false);
});

const image = `/api/attachments/${newId()}/thumbnail`;
const sent = {
  'content-type': 'image/webp',
  'cache-control': 'private, max-age=31536000, immutable',
  'content-security-policy': "default-src 'none'; sandbox",
  etag: '"x"',
};

test('an image comes with all that media says of it, asked for as of what this gateway has told', async () => {
  answer = (request, response) => {
    const part = request.headers.range === 'bytes=0-1';
    response.writeHead(part ? 206 : 200, sent).end(part ? 'im' : 'image');
  };
  const whole = await fetch(door.url + image, { headers: bearer(ann.token) });
  expect([whole.status, await whole.text()]).toEqual([200, 'image']);
  expect(Object.fromEntries(whole.headers)).toMatchObject({ ...sent, 'x-content-type-options': 'nosniff' });
  const part = await fetch(door.url + image, { headers: { ...bearer(ann.token), range: 'bytes=0-1' } });
  expect([part.status, await part.text()]).toEqual([206, 'im']);
  const position = decodeCursor(String(asked[0]!.headers['x-position']))!;
  expect(Math.min(...Object.values(position.streams))).toBeGreaterThan(0);
  expect((await fetch(door.url + image, { method: 'HEAD', headers: bearer(ann.token) })).status).toBe(200);
});

test('a page asks with its cookie, which is good for that alone; without either it is not known', async () => {
  answer = (_, response) => response.writeHead(200, sent).end('image');
  const pass = door.caller({ userId: ann.userId, sessionId: ann.sessionId, aud: imageAudience });
  const status = async (headers: Record<string, string>, path = image) =>
    (await fetch(door.url + path, { headers })).status;
  const cookie = { cookie: `images=${pass.token}` };
  expect(await status(cookie)).toBe(200);
  expect(asked[0]!.headers[headers.onBehalfOf]).toBe(ann.userId);
  expect(await status({ ...cookie, origin: door.url })).toBe(200);
  expect(await status({ ...cookie, origin: 'https://evil.example' })).toBe(403);
  expect([await status({}), await status({ cookie: 'images=x' }), await status(bearer('x'))]).toEqual([401, 401, 401]);
  expect([await status(bearer(pass.token)), await status({ cookie: `images=${ann.token}` })]).toEqual([401, 401]);
  const late = door.caller({ userId: ann.userId, clockTimestamp: Date.now() - 120_000 });
  expect(await status(bearer(late.token))).toBe(401);
  expect([await status(cookie, '/api/users/me'), await status(bearer(pass.token), '/api/users/me')]).toEqual([
    401, 401,
  ]);
  await door.endSession(ann.sessionId);
  await expect.poll(() => status(cookie)).toBe(401);
  expect(await status(bearer(ann.token))).toBe(401);
});

test('while media cannot be reached, images are unavailable', async () => {
  answer = (request) => void request.socket.destroy();
  const away = await upload(Buffer.alloc(9));
  expect([away.status, Number(away.headers.get('retry-after')) > 0]).toEqual([503, true]);
  // An image is asked for again, since nothing is lost by it.
  let tries = 0;
  answer = (request, response) => {
    if (++tries < 3) request.socket.destroy();
    else response.writeHead(200, sent).end('image');
  };
  expect((await fetch(door.url + image, { headers: bearer(ann.token) })).status).toBe(200);
});
