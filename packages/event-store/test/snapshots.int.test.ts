import { newId } from '@messenger/kit';
import { buckets, chatStreamOf, subjects } from '@messenger/proto';
import { openLog, provisionLog, type TestLog, type TestStack, testStack } from '@messenger/testkit';
import type { KV } from 'nats';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { EventStore } from '../src/index.ts';
import { say, talks } from './talk.ts';

let stack: TestStack;
let log: TestLog;
let kv: KV;
beforeAll(async () => {
  stack = await testStack();
  await provisionLog(stack);
  log = await openLog(stack, 'chat-command');
  kv = await log.bus.nc.jetstream().views.kv(buckets.snapshots.name, { bindOnly: true });
});
afterAll(async () => {
  await log[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

type Stored = { seq: number; version: number; hash: string; generation: string; schema: number; state: unknown };
const stored = async (chatId: string) => (await kv.get(`talk.${chatId}`))?.json<Stored>();
const replace = (chatId: string, snapshot: object) => kv.put(`talk.${chatId}`, JSON.stringify(snapshot));

/** A chat of 450 events with the snapshot that writing them left behind. */
async function longChat(): Promise<{ chatId: string; ids: string[]; snapshot: Stored }> {
  const chatId = newId();
  const instance = talks(log.events);
  const commands = Array.from({ length: 450 }, () => say());
  for (const command of commands) await instance.execute(chatId, command);
  await expect.poll(async () => (await stored(chatId))?.version).toBe(400);
  return { chatId, ids: commands.map(({ commandId }) => commandId), snapshot: (await stored(chatId))! };
}

/** Loads the chat at an instance that never saw it, and notes from where its events were read. */
async function coldLoad(chatId: string) {
  const reads: number[] = [];
  const events: EventStore = {
    ...log.events,
    read(stream, subject, options) {
      reads.push(options.after);
      return log.events.read(stream, subject, options);
    },
  };
  const instance = talks(events);
  const loaded = await instance.read(chatId);
  return { loaded, reads, instance };
}

test('a cold chat of 450 events is a snapshot and a tail', async () => {
  const { chatId, ids, snapshot } = await longChat();
  const { loaded, reads } = await coldLoad(chatId);
  expect(reads).toEqual([snapshot.seq]);
  expect(loaded).toMatchObject({ version: 450, state: { messages: 450, ids } });
});

test.each<[string, (snapshot: Stored) => object]>([
  ['of another hash', (snapshot) => ({ ...snapshot, hash: 'AAAAAAAAAAAAAAAAAAAAAA' })],
  ['of another generation', (snapshot) => ({ ...snapshot, generation: '00000000' })],
  ['of another schema', (snapshot) => ({ ...snapshot, schema: 0 })],
  ['ahead of the log', (snapshot) => ({ ...snapshot, seq: snapshot.seq + 1_000_000, version: 9_999 })],
  ['that is no snapshot', () => ({ hello: 'there' })],
])('a snapshot %s is discarded, and replaced by a true one', async (_, spoil) => {
  const { chatId, ids, snapshot } = await longChat();
  await replace(chatId, { ...spoil(snapshot), state: { messages: 7, closed: true, ids: [] } });
  const { loaded, instance } = await coldLoad(chatId);
  expect(loaded).toMatchObject({ version: 450, state: { messages: 450, closed: false, ids } });
  expect(await instance.execute(chatId, say())).toMatchObject({ version: 451 });
  await expect.poll(async () => (await stored(chatId))?.version).toBe(450);
});

test('a snapshot that is not even JSON costs time, not the chat', async () => {
  const { chatId } = await longChat();
  await kv.put(`talk.${chatId}`, new Uint8Array([0xff, 0x00]));
  const { loaded, reads } = await coldLoad(chatId);
  expect(reads).toEqual([0]);
  expect(loaded.version).toBe(450);
});

test('a poison event after the snapshot is passed by', async () => {
  const { chatId, snapshot } = await longChat();
  const subject = subjects.chatEvents(chatId);
  const last = await log.events.last(chatStreamOf(chatId, log.events.shape), subject);
  await log.events.append({ subject, expected: last!.seq, payload: 'not JSON' });
  const { loaded, reads, instance } = await coldLoad(chatId);
  expect(reads).toEqual([snapshot.seq]);
  expect(loaded).toMatchObject({ version: 450, seq: last!.seq + 1 });
  expect(await instance.execute(chatId, say())).toMatchObject({ version: 451 });
});
