import { cp, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChain, openEventStore } from '@messenger/event-store';
import { newId, silentLogger } from '@messenger/kit';
import { type Chat, chatStreamOf, type Message, subjects } from '@messenger/proto';
import {
  type EngineUser,
  engineCouple,
  engineShows,
  engineUser,
  messenger,
  operatorEnv,
  WireDevice,
  WireUser,
} from '@messenger/testkit';
import { expect, test } from 'vitest';
import { expectInStep } from './expect-step.ts';
import { type WholeSystem, wholeSystem } from './system.ts';
import { couple } from './talk.ts';

/** Puts an older copy of NATS' data, taken while nothing was written, in the place of what it has. */
async function restore(whole: WholeSystem, copy: string): Promise<void> {
  const { nats } = whole.system.stack.servers;
  await nats!.kill('SIGKILL');
  await rm(join(whole.dataDir, 'nats/jetstream'), { recursive: true });
  await rename(copy, join(whole.dataDir, 'nats/jetstream'));
  await nats!.start();
}

async function copyOf(whole: WholeSystem): Promise<string> {
  const { nats } = whole.system.stack.servers;
  const copy = join(whole.dataDir, 'copy');
  await nats!.stop();
  await cp(join(whole.dataDir, 'nats/jetstream'), copy, { recursive: true });
  await nats!.start();
  return copy;
}

/** The chat's chain, walked over what is stored. */
async function flawsOf(whole: WholeSystem, chatId: string): Promise<string[]> {
  await using bus = await whole.operator();
  const events = await openEventStore(bus, { log: silentLogger });
  const stored = await events.read(chatStreamOf(chatId, events.shape), subjects.chatEvents(chatId), { after: 0 });
  const chain = createChain();
  return stored.map(({ subject, data }) => chain.next(subject, data).flaw).filter((flaw) => flaw !== undefined);
}

/** Does it again while the door is shut: a gateway that passed on what is lost starts anew. */
async function persistently<T>(work: () => Promise<T>): Promise<T> {
  const deadline = performance.now() + 30_000;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof TypeError) || performance.now() > deadline) throw error;
      await sleep(100);
    }
  }
}
const sends = (user: WireUser, chatId: string, text: string, messageId = newId()) =>
  persistently(() => user.send(chatId, text, messageId));
const textsOf = (messages: Pick<Message, 'text'>[]) => messages.map(({ text }) => text);
const shownTo = ({ state }: EngineUser, chatId: string) =>
  textsOf(state.timeline(chatId).items.map(({ message }) => message));
const unreadOf = async (user: WireUser, chatId: string) =>
  (await user.must<{ chats: Chat[] }>('GET', '/api/chats?limit=100')).chats.find(({ id }) => id === chatId)?.unread;

test('an older copy of the log in its place: everybody converges to it, and goes on from there', async () => {
  await using whole = await wholeSystem();
  const { ann, bob, chatId } = await couple(whole.url);
  const idle = await couple(whole.url);
  await using eve = await engineUser(whole.url, 'eve');
  await using finn = await engineUser(whole.url, 'finn');
  const engines = (await engineCouple(eve, finn)).id;
  eve.actions.send(engines, 'kept');
  await engineShows(finn, () => shownTo(finn, engines).includes('kept'));
  await using device = new WireDevice(bob);
  await device.online();
  for (let i = 0; i < 5; i++) await ann.send(chatId, `kept ${i}`);
  await device.reaches(chatId, 6);

  const copy = await copyOf(whole);
  for (let i = 0; i < 30; i++) await ann.send(chatId, `lost ${i}`);
  await device.reaches(chatId, 36);
  await bob.must('POST', `/api/chats/${chatId}/read`, { upTo: 20 });
  await idle.ann.send(idle.chatId, 'lost too');
  eve.actions.send(engines, 'lost');
  await engineShows(finn, () => shownTo(finn, engines).includes('lost'));
  const late = await WireUser.register(whole.url, 'late');
  await late.befriend(ann);
  const { cursor } = await idle.bob.must<{ cursor: string }>('GET', '/api/sync');
  await restore(whole, copy);

  // Beyond where the log had been, in the same streams and in this chat: no sequence is missing to whoever counts them.
  for (let i = 0; i < 60; i++) {
    const { version } = await sends(ann, chatId, `new ${i}`);
    expect(version).toBe(7 + i);
  }
  const log = await whole.logOf(chatId);
  const texts = [...[0, 1, 2, 3, 4].map((i) => `kept ${i}`), ...Array.from({ length: 60 }, (_, i) => `new ${i}`)];
  expect(log.flatMap((event) => (event.type === 'MessageSent' ? [event.data.text] : []))).toEqual(texts);
  for (const each of [chatId, idle.chatId, engines]) expect(await flawsOf(whole, each)).toEqual([]);
  await device.reaches(chatId, log.length);
  expectInStep(device, chatId, log);
  await expect.poll(async () => textsOf(await bob.history(chatId)), { timeout: 30_000 }).toEqual(texts);
  expect(await unreadOf(bob, chatId)).toBe(65);

  // A device that was away comes back with a cursor whose sequence the log has again, with another event there.
  const away = await idle.bob.connect(cursor);
  expect(await away.ready()).toMatchObject({ reset: true });
  away.close();
  expect(textsOf(await idle.bob.history(idle.chatId))).toEqual([]);
  expect(await idle.ann.send(idle.chatId, 'said again')).toMatchObject({ version: 2, ordinal: 1 });

  for (const user of [eve, finn]) await engineShows(user, () => !shownTo(user, engines).includes('lost'));
  eve.actions.send(engines, 'new');
  for (const user of [eve, finn]) {
    await engineShows(user, () => shownTo(user, engines).includes('new'));
    expect(shownTo(user, engines)).toEqual(['kept', 'new']);
  }
  // Who registered meanwhile has an account, and is brought into the log again.
  await expect.poll(async () => (await late.request('GET', '/api/users/me')).status, { timeout: 20_000 }).toBe(200);
  await late.befriend(ann);
  await expect
    .poll(async () => (await messenger(['positions'], operatorEnv(whole.system.stack))).code, { timeout: 30_000 })
    .toBe(0);
});

test('one stream that is lost whole: its chats are gone, new ones begin, and the rest goes on', async () => {
  await using whole = await wholeSystem();
  const { ann, bob, chatId } = await couple(whole.url);
  await using device = new WireDevice(bob);
  await device.online();
  for (let i = 0; i < 5; i++) await ann.send(chatId, `lost ${i}`);
  await device.reaches(chatId, 6);

  const { nats } = whole.system.stack.servers;
  await nats!.kill('SIGKILL');
  await rm(join(whole.dataDir, 'nats/jetstream/$G/streams/CHAT-0'), { recursive: true });
  await nats!.start();
  const provisioned = await messenger(['provision'], operatorEnv(whole.system.stack));
  expect(provisioned.code, provisioned.stderr).toBe(0);

  const again = await persistently(() => ann.directChat(bob));
  expect(again.id).toBe(chatId);
  expect(await sends(ann, chatId, 'new')).toMatchObject({ version: 2, ordinal: 1 });
  const log = await whole.logOf(chatId);
  await expect
    .poll(() => device.chat(chatId).events.map(({ id }) => id), { timeout: 30_000 })
    .toEqual(log.map(({ id }) => id));
  await expect.poll(async () => textsOf(await bob.history(chatId)), { timeout: 30_000 }).toEqual(['new']);
});
