import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { newId } from '@messenger/kit';
import { clientFrames, pushKinds, refusalStatus } from '@messenger/proto';
import { codeOf, http, password } from '@messenger/testkit';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Client, type ClientSocket } from './contract/client.ts';
import { Contract } from './contract/contract.ts';
import { missingFrom } from './contract/figures.ts';
import { redSquare } from './pages/red-square.ts';
import { type WholeSystem, wholeSystem } from './system.ts';

/**
 * Everything that can be asked and everything that is answered and pushed, held against the documents that the system
 * itself publishes. The tests are one story, in order; the last ones ask what of the documents was never seen.
 */
let whole: WholeSystem;
let contract: Contract;
let ann: Client;
let bob: Client;
let cid: Client;
let stranger: Client;
let annSocket: ClientSocket;
let bobSocket: ClientSocket;
let direct: string;
let group: string;

beforeAll(async () => {
  whole = await wholeSystem();
  contract = await Contract.of(whole.url);
  ann = await Client.register(whole.url, 'ann', contract);
  bob = await Client.register(whole.url, 'bob', contract);
  cid = await Client.register(whole.url, 'cid', contract);
  stranger = await Client.register(whole.url, 'eve', contract);
  annSocket = await ann.socket();
  bobSocket = await bob.socket();
});
afterAll(() => whole[Symbol.asyncDispose]());

/** Asks without a user. */
async function open(status: number | [number, string], path: string, body: unknown, headers = {}) {
  const answer = await http<{ refreshToken: string }>(whole.url, 'POST', path, { body, headers });
  const [expected, code] = Array.isArray(status) ? status : [status, undefined];
  expect(answer.status, JSON.stringify(answer.body)).toBe(expected);
  if (code) expect(codeOf(answer)).toBe(code);
  contract.checkHttp('POST', path, body, answer);
  return answer;
}

test('sessions', async () => {
  const username = `dan_${newId().slice(-12)}`;
  const account = { username, password, passwordConfirm: password, displayName: 'Dan' };
  await open(201, '/api/auth/register', account);
  await open([409, 'username_taken'], '/api/auth/register', account);
  await open([400, 'validation_failed'], '/api/auth/register', { ...account, username: 'a' });
  const withPassword = (password: string, username: string) => ({ username, password, passwordConfirm: password });
  await open(
    [400, 'validation_failed'],
    '/api/auth/register',
    withPassword('NO-LOWER-CASE-1', `dan_${newId().slice(-9)}`),
  );
  await open(201, '/api/auth/register', withPassword('Eight-88', newId().slice(-3)));
  await open(
    201,
    '/api/auth/register',
    withPassword(`Aa1${'x'.repeat(69)}`, newId().replaceAll('-', '').padEnd(50, '_')),
  );
  await open([415, 'unsupported_media'], '/api/auth/register', 'x', { 'content-type': 'text/plain' });
  const { body } = await open(200, '/api/auth/login', { username, password });
  const key = { 'idempotency-key': newId() };
  const renewed = await open(200, '/api/auth/refresh', { refreshToken: body.refreshToken }, key);
  const repeated = await open(200, '/api/auth/refresh', { refreshToken: body.refreshToken }, key);
  expect(repeated.body.refreshToken).toBe(renewed.body.refreshToken);
  await open([401, 'unauthenticated'], '/api/auth/refresh', { refreshToken: 'x' });
  await open([401, 'unauthenticated'], '/api/auth/refresh', {});
  expect(renewed.body.refreshToken).not.toBe(body.refreshToken);
  for (let i = 0; i < 5; i++) {
    await open([401, 'unauthenticated'], '/api/auth/login', { username, password: 'Wrong-horse-9' });
  }
  await open([429, 'rate_limited'], '/api/auth/login', { username, password });

  const { sessions } = (await stranger.ask<{ sessions: { id: string }[] }>(200, 'GET', '/api/auth/sessions')).body;
  expect(sessions).toHaveLength(1);
  const other = await open(200, '/api/auth/login', { username: stranger.user.username, password });
  const again = (await stranger.ask<{ sessions: { id: string }[] }>(200, 'GET', '/api/auth/sessions')).body.sessions;
  const added = again.find(({ id }) => id !== sessions[0]!.id)!;
  await stranger.ask(204, 'DELETE', `/api/auth/sessions/${added.id}`);
  await stranger.ask([404, 'not_found'], 'DELETE', `/api/auth/sessions/${newId()}`);
  await open([401, 'unauthenticated'], '/api/auth/refresh', { refreshToken: other.body.refreshToken });
});

test('people', async () => {
  await ann.ask(200, 'GET', '/api/users/me');
  await ann.ask(200, 'PUT', '/api/users/me', { displayName: 'Ann Lee', presence: 'online', readReceipts: true });
  await ann.ask([400, 'validation_failed'], 'PUT', '/api/users/me', { displayName: '' });
  await ann.ask(200, 'GET', `/api/users/search?q=${bob.user.username.slice(0, 8)}&limit=5`);
  await ann.ask([404, 'not_found'], 'GET', `/api/users/${bob.id}`);
  await ann.ask(200, 'GET', `/api/users?ids=${ann.id},${bob.id}`);

  await ann.ask([409, 'not_contacts'], 'POST', '/api/chats/direct', { userId: bob.id });
  await ann.ask([404, 'not_found'], 'POST', '/api/contacts/requests', { userId: newId() });
  const made = await ann.ask<{ request: { id: string } }>(201, 'POST', '/api/contacts/requests', { userId: bob.id });
  const { id } = made.body.request;
  bob.user.position = ann.user.position;
  await bob.ask(200, 'GET', '/api/contacts/requests');
  await bob.ask(200, 'GET', `/api/users/${ann.id}`);
  await ann.ask(200, 'GET', `/api/users/${bob.id}`);
  await bob.ask(204, 'DELETE', `/api/contacts/requests/${id}`);
  ann.user.position = bob.user.position;
  await bob.ask([404, 'not_found'], 'GET', `/api/users/${ann.id}`);
  await ann.ask([404, 'not_found'], 'GET', `/api/users/${bob.id}`);
  await ann.ask(201, 'POST', '/api/contacts/requests', { userId: bob.id });
  await bob.ask(200, 'POST', '/api/contacts/requests', { userId: ann.id });
  await ann.ask([409, 'already_contacts'], 'POST', '/api/contacts/requests', { userId: bob.id });
  await ann.befriend(cid);
  await bob.befriend(cid);
  await ann.ask(200, 'GET', '/api/contacts');
  await ann.ask(200, 'GET', `/api/users/${bob.id}`);
  await bobSocket.sees('contact:requested', 'contact:rejected', 'contact:accepted');
  await ann.ask(200, 'PUT', '/api/users/me', { displayName: 'Ann' });
  await bobSocket.sees('user:updated');
});

test('a direct chat', async () => {
  const made = await ann.ask<{ chat: { id: string } }>(201, 'POST', '/api/chats/direct', { userId: bob.id });
  direct = made.body.chat.id;
  await ann.ask(200, 'POST', '/api/chats/direct', { userId: bob.id });
  await ann.ask([400, 'validation_failed'], 'POST', '/api/chats/direct', { userId: ann.id });
  await bobSocket.sees('chat:added');
  await ann.ask(200, 'GET', '/api/chats?limit=10');
  await ann.ask(200, 'GET', `/api/chats/${direct}`);
  await stranger.ask([404, 'not_found'], 'GET', `/api/chats/${direct}`);
  await ann.ask(200, 'PUT', `/api/chats/${direct}/settings`, { muted: true, notify: 'none' });
  await annSocket.sees('chat:settings');
  await ann.ask([409, 'conflict'], 'POST', `/api/chats/${direct}/leave`);
});

test('messages', async () => {
  const messageId = newId();
  const path = `/api/chats/${direct}/messages`;
  const began = new Date(Date.now() - 60_000).toISOString();
  await ann.ask(201, 'POST', path, { messageId, text: 'Grüße, **世界**' });
  await ann.ask(201, 'POST', path, { messageId, text: 'Grüße, **世界**' });
  await bob.ask([409, 'id_reused'], 'POST', path, { messageId, text: 'mine' });
  await ann.ask([413, 'too_large'], 'POST', path, { messageId: newId(), text: 'x'.repeat(2 ** 21) });
  await ann.ask([400, 'validation_failed'], 'POST', path, { messageId: newId(), text: '' });
  bob.user.position = ann.user.position;
  await bob.ask(201, 'POST', path, { messageId: newId(), text: 'And you?', replyTo: messageId });
  const found = async (q: string, filters: Record<string, string>) => {
    const search = `/api/messages/search?${new URLSearchParams({ q, chatId: direct, ...filters })}`;
    const { body } = await bob.ask<{ results: { message: { id: string } }[] }>(200, 'GET', search);
    return body.results.map(({ message }) => message.id);
  };
  const later = new Date(Date.now() + 60_000).toISOString();
  for (const q of ['世', 'grusse', 'rüß']) {
    expect(await found(q, { from: ann.id, since: began, until: later }), q).toEqual([messageId]);
    for (const others of [{ from: bob.id }, { since: later }, { until: began }]) {
      expect(await found(q, others), q).toEqual([]);
    }
  }
  await bob.ask(200, 'GET', `${path}?limit=1`);
  await bob.ask(200, 'GET', `${path}?around=1`);
  await bob.ask(200, 'GET', `/api/messages/${messageId}`);
  await bob.ask([404, 'not_found'], 'GET', `/api/messages/${newId()}`);
  await ann.ask(200, 'PUT', `/api/messages/${messageId}`, { text: 'corrected' });
  await bob.ask([403, 'forbidden'], 'PUT', `/api/messages/${messageId}`, { text: 'x' });
  await ann.ask(200, 'GET', `/api/messages/${messageId}/history`);
  await bob.ask(204, 'POST', `/api/messages/${messageId}/reactions`, { emoji: '👍🏽' });
  await bob.ask([400, 'validation_failed'], 'POST', `/api/messages/${messageId}/reactions`, { emoji: 'yes' });
  ann.user.position = bob.user.position;
  await ann.ask(200, 'GET', path);
  await bob.ask(204, 'DELETE', `/api/messages/${messageId}/reactions/${encodeURIComponent('👍🏽')}`);
  await bob.ask(204, 'POST', `/api/chats/${direct}/delivered`, { upTo: 1 });
  await bob.ask(204, 'POST', `/api/chats/${direct}/read`, { upTo: 1 });
  await bob.ask([400, 'validation_failed'], 'POST', `/api/chats/${direct}/read`, { upTo: 99 });
  ann.user.position = bob.user.position;
  await ann.ask(200, 'GET', `/api/messages/${messageId}/receipts`);
  await ann.ask(200, 'GET', '/api/messages/search?q=corrected&sort=newest&limit=10');
  await ann.ask(200, 'GET', `/api/chats/${direct}/events?after=0&limit=100`);
  await ann.ask(204, 'DELETE', `/api/messages/${messageId}`);
  await annSocket.sees('message:new', 'message:edited', 'message:deleted', 'reaction:added', 'reaction:removed');
  await annSocket.sees('message:read');
  await bobSocket.sees('chat:read');
});

test('images', async () => {
  const uploaded = await ann.user.upload(redSquare);
  contract.checkHttp('POST', '/api/attachments?purpose=message', undefined, uploaded);
  const { id } = uploaded.body.attachment;
  const message = { messageId: newId(), attachmentIds: [id] };
  await ann.ask(201, 'POST', `/api/chats/${direct}/messages`, message);
  await ann.ask([409, 'conflict'], 'POST', `/api/chats/${direct}/messages`, { ...message, messageId: newId() });
  const pages = `/api/chats/${direct}/messages?images=true`;
  const { body } = await ann.ask<{ messages: { id: string }[] }>(200, 'GET', `${pages}&limit=20`);
  expect(body.messages.map(({ id }) => id)).toEqual([message.messageId]);
  await ann.ask(200, 'GET', `${pages}&before=1`);
  await ann.ask([400, 'validation_failed'], 'GET', `${pages}&around=1`);
  await stranger.ask([404, 'not_found'], 'GET', pages);
  await bobSocket.until(({ type, id }) => type === 'message:new' && id === message.messageId);
  const path = `/api/attachments/${id}/thumbnail`;
  const seen = await fetch(whole.url + path, { headers: { authorization: `Bearer ${bob.user.token}` } });
  expect([seen.status, seen.headers.get('content-type')]).toEqual([200, 'image/webp']);
  contract.answers.add('getAttachment 200');
  const beyond = { authorization: `Bearer ${bob.user.token}`, range: 'bytes=1000000-' };
  contract.checkHttp('GET', path, undefined, await http(whole.url, 'GET', path, { headers: beyond }));
  await stranger.ask([404, 'not_found'], 'GET', path);
  await stranger.ask([415, 'unsupported_media'], 'POST', '/api/attachments', {});
  const large = await ann.user.upload(Buffer.alloc(11 * 1024 * 1024));
  expect(large.status).toBe(413);
  contract.checkHttp('POST', '/api/attachments', undefined, large);
});

test('a group', async () => {
  const slug = `crew-${newId().slice(-12)}`;
  const create = (more: object) => ({ name: 'Crew', memberIds: [bob.id], ...more });
  const made = await ann.ask<{ chat: { id: string } }>(201, 'POST', '/api/chats/group', create({ slug }));
  group = made.body.chat.id;
  await ann.ask([409, 'slug_taken'], 'POST', '/api/chats/group', create({ slug }));
  await ann.ask([409, 'not_contacts'], 'POST', '/api/chats/group', create({ memberIds: [stranger.id] }));
  const memberIds = Array.from({ length: 300 }, () => newId());
  await ann.ask([409, 'group_full'], 'POST', '/api/chats/group', create({ memberIds }));
  await ann.ask(200, 'GET', `/api/chats/${slug}`);
  await ann.ask(200, 'PUT', `/api/chats/${group}`, { name: 'Harbour crew' });
  bob.user.position = ann.user.position;
  await bob.ask([403, 'forbidden'], 'PUT', `/api/chats/${group}`, { name: 'Mine' });
  const cidSocket = await cid.socket();
  await ann.ask(200, 'POST', `/api/chats/${group}/members`, { userIds: [cid.id] });
  await cidSocket.sees('chat:added');
  await ann.ask(200, 'PUT', `/api/chats/${group}/members/${bob.id}`, { role: 'admin' });
  const sent = await ann.ask<{ ordinal: number }>(201, 'POST', `/api/chats/${group}/messages`, {
    messageId: newId(),
    text: 'to the crew',
  });
  await cidSocket.ask('message:read', { chatId: group, upTo: sent.body.ordinal });
  await annSocket.until(({ type, data }) => type === 'message:read' && 'count' in (data as object));
  await ann.ask(204, 'DELETE', `/api/chats/${group}/members/${cid.id}`);
  await cidSocket.sees('chat:removed');
  cid.user.position = ann.user.position;
  await cid.ask([404, 'not_found'], 'POST', `/api/chats/${group}/messages`, { messageId: newId(), text: 'x' });
  await bob.ask(204, 'POST', `/api/chats/${group}/leave`);
  await annSocket.sees('chat:created', 'chat:updated', 'member:added', 'member:role', 'member:removed', 'member:left');
  cidSocket.close();
});

test('frames', async () => {
  const messageId = newId();
  await annSocket.ask('message:send', { chatId: direct, messageId, text: 'over the socket' });
  await annSocket.ask('message:edit', { chatId: direct, messageId, text: 'edited' }, undefined, { commandId: newId() });
  await annSocket.ask('message:edit', { chatId: direct, messageId: newId(), text: 'x' }, 'not_found');
  await bobSocket.ask('message:edit', { chatId: direct, messageId, text: 'x' }, 'forbidden');
  await bobSocket.ask('reaction:add', { chatId: direct, messageId, emoji: '🎉' });
  await bobSocket.ask('reaction:add', { chatId: direct, messageId, emoji: 'x' }, 'validation_failed');
  await bobSocket.ask('reaction:remove', { chatId: direct, messageId, emoji: '🎉' });
  await bobSocket.ask('message:delivered', { chatId: direct, upTo: 3 });
  await annSocket.sees('message:delivered');
  await bobSocket.ask('message:read', { chatId: direct, upTo: 3 });
  await bobSocket.ask('message:read', { chatId: newId(), upTo: 1 }, 'not_found');
  await bobSocket.ask('typing:start', { chatId: direct });
  await bobSocket.ask('typing:stop', { chatId: direct });
  await annSocket.sees('typing:start', 'typing:stop');
  await bobSocket.ask('typing:start', { chatId: newId() }, 'not_found');
  await annSocket.ask('chat:events', { chatId: direct, after: 0 });
  await annSocket.ask('chat:events', { chatId: newId(), after: 0 }, 'not_found');
  await annSocket.ask('message:delete', { chatId: direct, messageId });
  await bobSocket.ask('presence:set', { presence: 'away' });
  await annSocket.sees('presence:away');
  await bobSocket.ask('presence:set', { presence: 'online' });
  await annSocket.sees('presence:online');
  await annSocket.ask('token', { token: ann.user.token });
  await annSocket.ask('ping', {});
  await annSocket.ask('message:send', { chatId: direct, messageId: 'x', text: 'x' }, 'validation_failed');
});

test('one id in two chats, and what the read model does not show yet', async () => {
  const made = await ann.ask<{ chat: { id: string } }>(201, 'POST', '/api/chats/direct', { userId: cid.id });
  const messageId = newId();
  for (const chatId of [direct, made.body.chat.id]) {
    await ann.ask(201, 'POST', `/api/chats/${chatId}/messages`, { messageId, text: 'twice' });
  }
  await ann.ask([409, 'ambiguous'], 'GET', `/api/messages/${messageId}`);
  await ann.ask(200, 'GET', `/api/messages/${messageId}?chatId=${direct}`);
  const { pid } = whole.system.services.get('projection');
  process.kill(pid!, 'SIGSTOP');
  try {
    await ann.ask(201, 'POST', `/api/chats/${direct}/messages`, { messageId: newId(), text: 'ahead of it' });
    await ann.ask([503, 'unavailable'], 'GET', '/api/chats');
  } finally {
    process.kill(pid!, 'SIGCONT');
  }
  // What has stood still for so long may find its lease gone, a moment after it went on.
  const shown = async () => {
    await ann.user.send(direct, 'and on');
    return (await ann.user.request('GET', '/api/chats')).status;
  };
  for (let looks = 0; looks < 3; looks++) {
    await expect.poll(shown, { timeout: 20_000 }).toBe(200);
    await sleep(1_000);
  }
  await ann.ask([400, 'validation_failed'], 'GET', '/api/chats', undefined, { 'x-position': '*' });
});

test('the long poll, and coming back after a long absence', async () => {
  const { cursor } = (await bob.ask<{ cursor: string }>(200, 'GET', '/api/sync')).body;
  await ann.ask(201, 'POST', `/api/chats/${direct}/messages`, { messageId: newId(), text: 'while you wait' });
  const page = await bob.ask<{ events: [] }>(200, 'GET', `/api/sync?cursor=${encodeURIComponent(cursor)}&wait=5`);
  expect(page.body.events).not.toHaveLength(0);
  for (const push of page.body.events) contract.checkPush(push);

  bobSocket.close();
  await annSocket.sees('presence:offline');
  for (let i = 0; i < 11; i++) {
    await Promise.all(Array.from({ length: 50 }, () => ann.user.send(direct, 'and another')));
  }
  bobSocket = await bob.socket(cursor);
  await bobSocket.sees('chat:reset');
});

test('endings', async () => {
  await ann.ask(204, 'DELETE', `/api/contacts/${bob.id}`);
  await bobSocket.sees('contact:removed');
  const late = { messageId: newId(), text: 'too late' };
  await ann.ask([409, 'chat_closed'], 'POST', `/api/chats/${direct}/messages`, late);
  await ann.ask(204, 'DELETE', `/api/chats/${group}`);
  await annSocket.sees('chat:deleted');
  await ann.ask([404, 'not_found'], 'GET', `/api/chats/${group}`);
  await ann.ask(204, 'POST', '/api/auth/logout');
  await annSocket.sees('session:revoked');
  expect(await annSocket.closed).toBe(4401);
  await ann.ask([401, 'unauthenticated'], 'GET', '/api/users/me');
  for (const path of ['/health', '/ready']) {
    contract.checkHttp('GET', path, undefined, await http(whole.url, 'GET', path));
  }
  const never = await http(whole.url, 'PATCH', '/api/chats', { body: {} });
  expect([never.status, never.headers.get('allow')]).toEqual([405, expect.stringContaining('GET')]);
  contract.codes.add(codeOf(never));
  const metrics = await fetch(`${whole.url}/metrics`);
  expect([metrics.status, metrics.headers.get('content-type')]).toEqual([200, expect.stringContaining('text/plain')]);
  contract.answers.add('metrics 200');
});

test('every metric that a dashboard or an alert reads is there, with its labels', async () => {
  const urls = whole.system.services.all.map(({ healthUrl }) => `${healthUrl}/metrics`);
  const texts = await Promise.all(urls.map(async (url) => (await fetch(url)).text()));
  expect(missingFrom(texts)).toEqual([]);
  // A test that finds nothing wrong in nothing would pass too.
  expect(missingFrom([]).length).toBeGreaterThan(100);
});

describe('nothing of the documents was left out', () => {
  const wire = readFileSync(join(import.meta.dirname, '../docs/wire.md'), 'utf8');

  test('everything that came over sockets fits', () => {
    expect(contract.flaws).toEqual([]);
  });

  test('every good answer of every operation', () => {
    const good = [...contract.operations.values()].flatMap(({ operationId, responses }) =>
      Object.keys(responses)
        .filter((status) => Number(status) < 400)
        .map((status) => `${operationId} ${status}`),
    );
    expect(good.filter((answer) => !contract.answers.has(answer))).toEqual([]);
  });

  test('every frame and every push', () => {
    expect(Object.keys(clientFrames).filter((type) => !contract.framesAnswered.has(type))).toEqual([]);
    expect(Object.keys(pushKinds).filter((type) => !contract.pushesSeen.has(type))).toEqual([]);
  });

  test('every error code that the page on the wire lists, and it lists every one', () => {
    const section = wire.slice(wire.indexOf('## Errors'), wire.indexOf('## HTTP'));
    const codes = [
      ...section.matchAll(/`([a-z]+(?:_[a-z]+)+|conflict|forbidden|unavailable|ambiguous|unauthenticated)`/g),
    ]
      .map((match) => match[1]!)
      .filter((code) => code !== 'snake_or');
    expect(codes.length).toBeGreaterThan(14);
    expect(codes.filter((code) => !contract.codes.has(code))).toEqual([]);
    expect(Object.keys(refusalStatus).filter((code) => !section.includes(`\`${code}\``))).toEqual([]);
  });

  test('the routes of the page on the wire are those of the document', () => {
    const shape = (route: string) => route.replace(/:\w+|\{\w+\}/g, '{}');
    const documented = [...contract.operations.keys()].map(shape).sort();
    expect(routesOf(wire).map(shape).sort()).toEqual(documented);
  });

  test('every operation has a summary, and examples of its body, answers and errors', () => {
    for (const [name, { summary, requestBody, responses }] of contract.operations) {
      expect(summary, name).toBeTruthy();
      for (const { example } of Object.values(requestBody?.content ?? {})) expect(example, name).toBeDefined();
      for (const [status, { content }] of Object.entries(responses)) {
        for (const media of Object.values(content ?? {})) {
          expect(media.example ?? media.examples, `${name} ${status}`).toBeDefined();
        }
      }
    }
  });
});

/** The routes in the first column of the page's table; a part without a path goes on with the one before. */
function routesOf(page: string): string[] {
  const rows = page.split('\n').filter((line) => /^\| (?:GET|POST|PUT|DELETE)\b/.test(line));
  return rows.flatMap((row) => {
    let path = '';
    let method = '';
    return row
      .split(' | ')[0]!
      .split(' · ')
      .flatMap((part) => {
        const methods = part.match(/\b(?:GET|POST|PUT|DELETE)\b/g) ?? [method];
        method = methods.at(-1)!;
        path = /(\/[^\s?`|]*)/.exec(part)?.[1] ?? path;
        return methods.map((each) => `${each} ${path}`);
      })
      .filter((route) => !route.includes('/docs'));
  });
}
