import { append } from '@messenger/event-store';
import { newId } from '@messenger/kit';
import { handle } from '@messenger/messaging';
import { chatStream, queries, subjects } from '@messenger/proto';
import { http, provisionLog, WireSocket } from '@messenger/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { chatCreated, messageSent } from '../src/live/events.fixture.ts';
import { type Caller, type Door, openDoor } from './door.ts';

let door: Door;
let ann: Caller;
const chatId = newId();
/** By user, what the read model is asked for and does not answer yet. */
const held = new Map<string, PromiseWithResolvers<void>>();
beforeAll(async () => {
  door = await openDoor({
    endpoints: [
      handle(queries.sync, async ({ by, minPosition }) => {
        await held.get(by)?.promise;
        return { position: minPosition!, reset: false, more: false, events: [], chats: [chatId], contacts: [] };
      }),
    ],
  });
  ann = door.caller();
});
afterAll(() => door[Symbol.asyncDispose]());

async function put(event: object, expected: number): Promise<number> {
  return append(door.operator, { subject: subjects.chatEvents(chatId), expected, payload: JSON.stringify(event) });
}

test('NATS is killed and comes back: sockets stay, nothing is missed, ended sessions are known again', async () => {
  const socket = new WireSocket(door.url);
  await socket.hello(ann.token);
  await socket.ready();
  let seq = await put(chatCreated(chatId, newId(), [ann.userId, newId()]), 0);
  const first = newId();
  seq = await put(messageSent(chatId, first, ann.userId), seq);
  await socket.until((frame) => frame.id === first, 'the message before');

  await door.stack.nats.kill();
  const headers = { authorization: `Bearer ${ann.token}` };
  const ask = () => http(door.url, 'GET', '/api/chats', { headers });
  expect((await ask()).status).toBe(503);
  expect((await http(door.url, 'GET', '/ready')).status).toBe(503);
  // Which sessions have ended is not known any more after five seconds: then nobody is let in on trust.
  const { token } = door.caller();
  await expect
    .poll(
      async () => (await http(door.url, 'GET', '/api/sync', { headers: { authorization: `Bearer ${token}` } })).status,
      {
        timeout: 20_000,
      },
    )
    .toBe(503);
  await door.stack.nats.start();
  await expect.poll(() => door.app.ready(), { timeout: 20_000 }).toBe(true);

  const second = newId();
  await put(messageSent(chatId, second, ann.userId), seq);
  await socket.until((frame) => frame.id === second, 'the message after');
  const messages = socket.frames.filter((frame) => frame.type === 'message:new').map((frame) => frame.id);
  expect(messages).toEqual([first, second]);
  await door.endSession(ann.sessionId);
  expect((await socket.closed).code).toBe(4401);
});

test('while the read model is slow, so many of one user wait for it; others are answered', async () => {
  const [slow, other] = [door.caller(), door.caller()];
  const sync = ({ token }: Caller, query = '') =>
    http(door.url, 'GET', `/api/sync${query}`, { headers: { authorization: `Bearer ${token}` } });
  const { cursor } = (await sync(slow)).body as { cursor: string };
  const query = `?cursor=${encodeURIComponent(cursor)}`;
  held.set(slow.userId, Promise.withResolvers());
  const statuses: number[] = [];
  const asked = Array.from({ length: 40 }, async () => statuses.push((await sync(slow, query)).status));
  await expect.poll(() => statuses).toEqual(Array(24).fill(429));
  expect((await sync(other, query)).status).toBe(200);
  held.get(slow.userId)!.resolve();
  await Promise.all(asked);
  expect(statuses.slice(24)).toEqual(Array(16).fill(200));
});

test('the log lost what was passed on: sockets are sent elsewhere, and the gateway gives up', async () => {
  const caller = door.caller();
  const socket = new WireSocket(door.url);
  await socket.hello(caller.token);
  await socket.ready();
  const manager = await door.operator.nc.jetstreamManager();
  await manager.streams.delete(chatStream(0));
  await provisionLog(door.stack);
  expect((await socket.closed).code).toBe(4503);
  await expect(door.app.failed).rejects.toThrow('CHAT-0');
});
