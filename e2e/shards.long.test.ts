import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import { newId } from '@messenger/kit';
import { type Chat, type Message, partitionOf, shardOfPartition } from '@messenger/proto';
import { freePort } from '@messenger/stack';
import {
  engineShows,
  engineUser,
  messenger,
  operatorEnv,
  taken,
  WireDevice,
  type WireSocket,
  WireUser,
} from '@messenger/testkit';
import { expect, test } from 'vitest';
import { expectInStep } from './expect-step.ts';
import { type WholeSystem, wholeSystem } from './system.ts';

const shardOf = (chatId: string) => shardOfPartition(partitionOf(chatId), 4);
type Page = { chats: Chat[] };
type Found = { results: { message: Message }[] };

/** Groups of three, until each of four shards has one. */
async function groups(owner: WireUser, members: WireUser[]): Promise<string[]> {
  const found = new Map<number, string>();
  const memberIds = members.map(({ id }) => id);
  while (found.size < 4) {
    const { chat } = await owner.must<{ chat: Chat }>('POST', '/api/chats/group', { name: 'Group', memberIds });
    found.set(shardOf(chat.id), chat.id);
  }
  return [...found.values()];
}

async function threePeople(urls: readonly string[]): Promise<[WireUser, WireUser, WireUser]> {
  const [ann, bob, carol] = await Promise.all([
    WireUser.register(urls[0]!, 'ann'),
    WireUser.register(urls.at(-1)!, 'bob'),
    WireUser.register(urls[0]!, 'carol'),
  ]);
  for (const other of [bob, carol]) await ann.befriend(other);
  return [ann, bob, carol];
}

/** What each event of a chat came as, in order, on a socket that was opened with a cursor. */
async function missed(socket: WireSocket, chatId: string): Promise<(number | undefined)[]> {
  const ready = await socket.ready();
  expect(ready).not.toHaveProperty('reset', true);
  return socket.frames.filter((frame) => frame.chatId === chatId && frame.version).map(({ version }) => version);
}

async function unread(user: WireUser, chatIds: string[]): Promise<number[]> {
  const { chats } = await user.must<Page>('GET', '/api/chats?limit=100');
  return chatIds.map((id) => chats.find((chat) => chat.id === id)!.unread);
}

async function positions(whole: WholeSystem) {
  const { code, stdout, stderr } = await messenger(['positions', '--json'], operatorEnv(whole.system.stack));
  return { code, stderr, ...(stdout === '' ? {} : (JSON.parse(stdout) as { ends: Record<string, number> })) };
}

test('four shards and two gateways: all that works with one works with four', async () => {
  const ports = [await freePort(), await freePort()];
  await using whole = await wholeSystem({ ports, env: { CHAT_SHARDS: '4' } });
  const [ann, bob, carol] = await threePeople(whole.system.urls);
  const chatIds = await groups(ann, [bob, carol]);
  await using stack = new AsyncDisposableStack();
  const devices = [ann, bob, carol].map((user) => stack.use(new WireDevice(user)));
  for (const device of devices) await device.online();
  const { cursor } = await bob.must<{ cursor: string }>('GET', '/api/sync');

  for (let i = 0; i < 5; i++) for (const chatId of chatIds) await ann.send(chatId, `walrus ${i}`);
  for (const chatId of chatIds) {
    const log = await whole.logOf(chatId);
    for (const device of devices) await device.reaches(chatId, log.length);
    for (const device of devices) expectInStep(device, chatId, log);
  }
  bob.position = ann.position;
  expect(await unread(bob, chatIds)).toEqual([5, 5, 5, 5]);
  await bob.must('POST', `/api/chats/${chatIds[2]}/read`, { upTo: 3 });
  expect(await unread(bob, chatIds)).toEqual([5, 5, 2, 5]);
  const { results } = await bob.must<Found>('GET', '/api/messages/search?q=walrus&limit=100');
  expect(new Set(results.map(({ message }) => shardOf(message.chatId))).size).toBe(4);
  expect(results).toHaveLength(20);

  const back = await bob.connect(cursor, whole.system.urls[0]);
  for (const chatId of chatIds) expect(await missed(back, chatId)).toEqual([2, 3, 4, 5, 6]);
  back.close();

  await ann.must('DELETE', `/api/chats/${chatIds[3]}/members/${carol.id}`);
  await ann.send(chatIds[3]!, 'without carol');
  await devices[1]!.reaches(chatIds[3]!, 8);
  await expect.poll(() => devices[2]!.chats.has(chatIds[3]!), { timeout: 10_000 }).toBe(false);
  carol.position = ann.position;
  expect((await carol.request('GET', `/api/chats/${chatIds[3]}`)).status).toBe(404);

  await whole.restart();
  for (const chatId of chatIds) await ann.send(chatId, 'after the restart');
  for (const chatId of chatIds) {
    const log = await whole.logOf(chatId);
    for (const device of devices.slice(0, chatId === chatIds[3] ? 2 : 3)) {
      await device.reaches(chatId, log.length);
      expectInStep(device, chatId, log);
    }
  }
  await expect.poll(async () => (await positions(whole)).code, { timeout: 20_000 }).toBe(0);
  const { ends } = await positions(whole);
  const chatEnds = Object.entries(ends!).filter(([stream]) => stream.startsWith('CHAT-'));
  expect(chatEnds.map(([stream]) => stream).toSorted()).toEqual(['CHAT-0', 'CHAT-1', 'CHAT-2', 'CHAT-3']);
  for (const [stream, end] of chatEnds) expect(end, stream).toBeGreaterThan(6);
});

test('one shard grows to four: the same people see the same, old cursors are reset, versions go on', async () => {
  await using whole = await wholeSystem();
  const [ann, bob, carol] = await threePeople([whole.url]);
  const chatIds = await groups(ann, [bob, carol]);
  await ann.must('PUT', `/api/chats/${chatIds[0]}`, { slug: 'the-team' });
  for (let i = 0; i < 5; i++) for (const chatId of chatIds) await ann.send(chatId, `message ${i}`);
  await bob.must('POST', `/api/chats/${chatIds[1]}/read`, { upTo: 4 });
  await using device = new WireDevice(bob);
  await device.online();
  await using eve = await engineUser(whole.url, 'eve');
  taken(await eve.actions.requestContact(ann.id));
  bob.position = ann.position;
  const seen = async () => ({
    histories: await Promise.all(chatIds.map((chatId) => bob.history(chatId))),
    unread: await unread(bob, chatIds),
    slug: (await bob.must<{ chat: Chat }>('GET', '/api/chats/the-team')).chat.id,
    contacts: await ann.must('GET', '/api/contacts/requests'),
    sessions: (await carol.request('GET', '/api/auth/sessions')).status,
  });
  const before = await seen();
  expect(before.unread).toEqual([5, 1, 5, 5]);
  const logs = await Promise.all(chatIds.map((chatId) => whole.logOf(chatId)));
  const { cursor } = await bob.must<{ cursor: string }>('GET', '/api/sync');
  const archive = join(whole.dataDir, 'all.jsonl');
  const exported = await messenger(['export', '-o', archive], operatorEnv(whole.system.stack));
  expect(exported.code, exported.stderr).toBe(0);

  await whole.restart({
    env: { CHAT_SHARDS: '4', IMPORT: archive },
    between: () => rename(join(whole.dataDir, 'nats'), join(whole.dataDir, 'nats.old')),
  });
  expect(await seen()).toEqual(before);
  expect(await Promise.all(chatIds.map((chatId) => whole.logOf(chatId)))).toEqual(logs);
  const old = await bob.connect(cursor);
  expect(await old.ready()).toMatchObject({ reset: true });
  old.close();
  expect((await bob.must<{ reset: boolean }>('GET', `/api/sync?cursor=${cursor}`)).reset).toBe(true);

  for (const [i, chatId] of chatIds.entries()) {
    const { version } = await ann.send(chatId, 'after', newId());
    expect(version).toBe(logs[i]!.length + 1);
    await device.reaches(chatId, version);
    expectInStep(device, chatId, await whole.logOf(chatId));
  }
  const request = await engineShows(
    eve,
    () => eve.state.connection().state === 'online' && eve.state.requests().outgoing[0],
  );
  expect(request.user.id).toBe(ann.id);
  await ann.must('POST', `/api/contacts/requests/${request.id}/accept`);
  await engineShows(eve, () => eve.state.contacts().some(({ user }) => user.id === ann.id));
});
