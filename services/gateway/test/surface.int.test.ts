import { once } from 'node:events';
import { connect } from 'node:net';
import { newId } from '@messenger/kit';
import { handle } from '@messenger/messaging';
import { authEndpoints, type TokensReply } from '@messenger/proto';
import { WireSocket } from '@messenger/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Door, openDoor } from './door.ts';

/** What pages of other origins, and whoever sits in between, can do with a browser that is signed in. */
const elsewhere = 'https://evil.example';
const tokens: TokensReply = {
  user: { id: newId(), username: 'ann', displayName: 'Ann', avatar: null, createdAt: '2026-11-23T10:00:00.000Z' },
  accessToken: 'access',
  imageToken: 'images',
  refreshToken: 'secret',
  expiresIn: 900,
  sessionId: newId(),
  remember: true,
};
/** As auth does: a session stays what it was begun as. */
const tokensOf = (remember: boolean): TokensReply => ({
  ...tokens,
  remember,
  refreshToken: remember ? 'secret' : 'passing',
});
const endpoints = [
  handle(authEndpoints.login, async ({ remember = false }) => tokensOf(remember)),
  handle(authEndpoints.refresh, async ({ refreshToken }) => tokensOf(refreshToken === 'secret')),
];
const json = { 'content-type': 'application/json' };
const ann = { username: 'ann', password: 'x', cookie: true };
const credentials = JSON.stringify(ann);

let door: Door;
let behindProxy: Door;
beforeAll(async () => {
  door = await openDoor({ endpoints });
  behindProxy = await openDoor({ endpoints, env: { TRUST_PROXY: 'loopback' } });
});
afterAll(async () => {
  await door[Symbol.asyncDispose]();
  await behindProxy[Symbol.asyncDispose]();
});

const login = (of: Door, headers: Record<string, string> = {}) =>
  fetch(`${of.url}/api/auth/login`, { method: 'POST', body: credentials, headers: { ...json, ...headers } });

describe('another origin', () => {
  test.for(['/', '/api/users/me', '/api/auth/login', '/docs', '/docs/openapi.json', '/health', '/nothing'])(
    'may read nothing of %s',
    async (path) => {
      for (const method of ['GET', 'POST', 'OPTIONS']) {
        const asked = { origin: elsewhere, 'access-control-request-method': 'POST' };
        const answer = await fetch(door.url + path, { method, headers: asked });
        const allowing = [...answer.headers.keys()].filter((name) => name.startsWith('access-control-'));
        expect(allowing, method).toEqual([]);
        expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin');
      }
    },
  );

  test('cannot sign in by cookie, nor refresh by one', async () => {
    expect((await login(door, { origin: elsewhere })).status).toBe(403);
    for (const origin of [elsewhere, 'null', `${door.url}.evil.example`, door.url.replace('127.0.0.1', 'localhost')]) {
      const headers = { cookie: 'refresh=secret', origin };
      expect((await fetch(`${door.url}/api/auth/refresh`, { method: 'POST', headers })).status, origin).toBe(403);
    }
  });

  test('cannot send what a form can: only JSON is taken', async () => {
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) {
      const headers = { 'content-type': type, cookie: 'refresh=secret' };
      const answer = await fetch(`${door.url}/api/auth/login`, { method: 'POST', body: credentials, headers });
      expect(answer.status, type).toBe(415);
    }
  });

  test('cannot open a socket', async () => {
    for (const origin of [elsewhere, 'null']) {
      await expect(new WireSocket(door.url, { origin }).opened()).rejects.toThrow('403');
    }
  });
});

test.for(['/', '/api/users/me', '/docs', '/docs/socket', '/health', '/nothing'])(
  '%s is answered with the headers that bind a browser',
  async (path) => {
    const { headers } = await fetch(door.url + path);
    const policy = headers.get('content-security-policy')!;
    expect(policy).toContain("default-src 'self'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe-eval|https?:|\*|script-src[^;]*unsafe|style-src [^;]*unsafe/);
    expect(Object.fromEntries(headers)).toMatchObject({
      'x-content-type-options': 'nosniff',
      'x-frame-options': 'DENY',
      'referrer-policy': 'no-referrer',
      'strict-transport-security': expect.stringContaining('max-age='),
      'cross-origin-opener-policy': 'same-origin',
    });
    expect(headers.get('x-powered-by')).toBeNull();
    expect(headers.get('server')).toBeNull();
  },
);

test.for(['/', '/sw.js', '/chat/x', '/nothing'])(
  '%s lets nothing inline through, and text become markup nowhere',
  async (path) => {
    const policy = (await fetch(door.url + path)).headers.get('content-security-policy')!;
    expect(policy).not.toMatch(/unsafe/);
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("require-trusted-types-for 'script';trusted-types templates worker");
  },
);

test('the cookie is out of reach of scripts and other sites, and of plain HTTP where there is TLS', async () => {
  const cookieOf = async (of: Door, headers = {}) => (await login(of, headers)).headers.getSetCookie();
  const plain = 'refresh=secret; Max-Age=604800; Path=/api/auth; HttpOnly; SameSite=Strict';
  const images = 'images=images; Max-Age=3000; Path=/api/attachments; HttpOnly; SameSite=Strict';
  expect(await cookieOf(door)).toEqual([plain, images]);
  expect(await cookieOf(door, { 'x-forwarded-proto': 'https' })).toEqual([plain, images]);
  const secure = await cookieOf(behindProxy, { 'x-forwarded-proto': 'https' });
  const sorted = (cookie: string) => cookie.split('; ').sort();
  expect(secure.map(sorted)).toEqual([plain, images].map((cookie) => sorted(`${cookie}; Secure`)));
});

test('who is not to be remembered has cookies that end with the browser, however often they are renewed', async () => {
  const post = async (path: string, body: object, cookie = '') => {
    const headers = { ...json, origin: door.url, cookie };
    const answer = await fetch(`${door.url}/api/auth/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return answer.headers.getSetCookie().map((each) => each.split('; ').filter((part) => !/^(Path|Same)/.test(part)));
  };
  const passing = [
    ['refresh=passing', 'HttpOnly'],
    ['images=images', 'HttpOnly'],
  ];
  expect(await post('login', { ...ann, remember: false })).toEqual(passing);
  expect(await post('refresh', {}, 'refresh=passing')).toEqual(passing);
  const lasting = [
    ['refresh=secret', 'Max-Age=604800', 'HttpOnly'],
    ['images=images', 'Max-Age=3000', 'HttpOnly'],
  ];
  expect(await post('login', { ...ann, remember: true })).toEqual(lasting);
  expect(await post('refresh', {}, 'refresh=secret')).toEqual(lasting);
});

test.for(['/docs', '/docs/socket'])('%s holds nothing inline and nothing from elsewhere', async (path) => {
  const page = await (await fetch(door.url + path)).text();
  expect(page).not.toMatch(/<script(?![^>]*\bsrc=)|<style|\son\w+=|javascript:/i);
  for (const [, address] of page.matchAll(/(?:src|href)="([^"]*)"/g)) expect(address).toMatch(/^[/.#]/);
});

describe('a request to upgrade that is refused', () => {
  test.for([
    ['of another origin', '/ws', `Origin: ${elsewhere}\r\n`, 403],
    ['of a place that takes none', '/api/users/me', '', 401],
    ['of no place', '/nothing', '', 404],
    ['of a path that cannot be read', '/%zz', '', 400],
    ['of a body that is too large', '/ws', 'Content-Length: 99999999\r\n', 400],
  ] as const)('%s leaves no connection behind', async ([, path, more, status]) => {
    const { host, hostname, port } = new URL(door.url);
    // Whoever never hangs up would have it for ever.
    const socket = connect({ host: hostname, port: Number(port), allowHalfOpen: true });
    const upgrade = 'Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAA';
    socket.write(`GET ${path} HTTP/1.1\r\nHost: ${host}\r\n${more}${upgrade}\r\n\r\n`);
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    await once(socket, 'end', { signal: AbortSignal.timeout(10_000) });
    expect(answer).toMatch(new RegExp(`^HTTP/1.1 ${status} `));
    socket.destroy();
  });
});
