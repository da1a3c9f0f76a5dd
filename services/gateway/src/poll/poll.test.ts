import type { Cursor, http, Push } from '@messenger/proto';
import { encodeCursor, isRefusal, unavailable } from '@messenger/proto';
import { expect, test } from 'vitest';
import { followed, messageSent, uuid } from '../live/events.fixture.ts';
import { Hub } from '../live/hub.ts';
import { noLoads } from '../live/loads.fixture.ts';
import { type PollOptions, poll } from './poll.ts';

const at = (chat: number): Cursor => ({ generation: '0000000a', streams: { 'CHAT-0': chat } });
const [ann, bob, chatId] = [uuid('u', 1), uuid('u', 2), uuid('c', 1)];
const message = (seq: number) => followed('CHAT-0', seq, messageSent(chatId, uuid('m', seq), bob));
const page = (position: Cursor, more: object = {}) => ({
  position: encodeCursor(position),
  reset: false,
  more: false,
  events: [] as Push[],
  chats: [chatId],
  contacts: [],
  ...more,
});

async function polled(options: Partial<PollOptions> & Pick<PollOptions, 'hub'>): Promise<http.SyncBody> {
  const given = { userId: ann, cursor: encodeCursor(at(0)), waitMs: 5_000, finish: new AbortController().signal };
  const answer = await poll({ ...given, ask: async () => page(at(0)), ...options });
  if (isRefusal(answer)) throw new Error(answer.code);
  const body = JSON.parse(answer.json) as http.SyncBody;
  expect(body.cursor).toBe(answer.position);
  return body;
}
const newHub = () => new Hub({ start: at(0), limits: { maxEvents: 100, maxBytes: 100_000 }, loads: noLoads });

test('without a cursor: the current one at once', async () => {
  const hub = newHub();
  hub.publish([message(1)]);
  expect(await polled({ hub, cursor: undefined })).toEqual({
    cursor: `${encodeCursor(at(1))}-000001`,
    reset: false,
    more: false,
    events: [],
    ephemeral: [],
  });
});

test('without a cursor: no older than what the client has seen elsewhere', async () => {
  const hub = newHub();
  hub.publish([message(1)]);
  expect((await polled({ hub, cursor: undefined, seen: at(7) })).cursor).toBe(encodeCursor(at(7)));
  expect((await polled({ hub, cursor: undefined, seen: at(0) })).cursor).toBe(`${encodeCursor(at(1))}-000001`);
});

test('what was missed is answered at once, with the word that there is more', async () => {
  const missed = { type: 'message:new', chatId, version: 3, data: {} };
  const body = await polled({ hub: newHub(), ask: async () => page(at(7), { more: true, events: [missed] }) });
  expect(body).toEqual({ cursor: encodeCursor(at(7)), reset: false, more: true, events: [missed], ephemeral: [] });
});

test('an unknown cursor, or one of another log, means: load afresh', async () => {
  for (const cursor of ['nonsense', '0000000b.c0-1']) {
    const asked: unknown[] = [];
    const body = await polled({
      hub: newHub(),
      cursor,
      ask: async (request) => {
        asked.push(request);
        return page(at(3));
      },
    });
    expect(body).toMatchObject({ cursor: encodeCursor(at(3)), reset: true, events: [] });
    expect(asked).toEqual([{ minPosition: encodeCursor(at(0)), maxBytes: expect.any(Number) }]);
  }
});

test('it asks for what the client has seen elsewhere at least', async () => {
  const asked: unknown[] = [];
  const ask: PollOptions['ask'] = async (request) => {
    asked.push(request.minPosition);
    return page(at(5), { more: true });
  };
  for (const seen of [at(5), at(0)]) await polled({ hub: newHub(), seen, ask });
  expect(asked).toEqual([encodeCursor(at(5)), encodeCursor(at(0))]);
});

test('it waits for what comes, and what came while it asked is not lost', async () => {
  const hub = newHub();
  const before = await polled({
    hub,
    ask: async () => {
      hub.publish([message(1), message(2)]);
      return page(at(1));
    },
  });
  expect(before.events.map((event) => event.id)).toEqual([uuid('m', 2)]);
  expect(before.cursor).toBe(`${encodeCursor(at(2))}-000002`);

  const waiting = polled({ hub, cursor: before.cursor, ask: async () => page(at(2)) });
  await new Promise((resolve) => setImmediate(resolve));
  hub.publish([message(3), message(4)]);
  const after = await waiting;
  expect(after.events.map((event) => event.id)).toEqual([uuid('m', 3), uuid('m', 4)]);
  expect(hub.heldEvents).toBe(0);
});

test('nothing comes: an empty answer in time, or at once when it is to finish', async () => {
  const empty = { events: [], ephemeral: [], reset: false, more: false };
  expect(await polled({ hub: newHub(), waitMs: 20 })).toMatchObject(empty);
  expect(await polled({ hub: newHub(), finish: AbortSignal.abort() })).toMatchObject(empty);
});

test('the read model is away: said so, and nothing is kept for it', async () => {
  const hub = newHub();
  await expect(polled({ hub, ask: async () => unavailable() })).rejects.toThrow('unavailable');
  hub.publish([message(1)]);
  expect(hub.heldEvents).toBe(0);
});
