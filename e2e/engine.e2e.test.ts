import { setTimeout as sleep } from 'node:timers/promises';
import { type EngineUser, engineCouple, engineShows, engineUser, tcpProxy } from '@messenger/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type WholeSystem, wholeSystem } from './system.ts';

let whole: WholeSystem;
beforeAll(async () => {
  whole = await wholeSystem();
});
afterAll(() => whole[Symbol.asyncDispose]());

const textsOf = (user: EngineUser, chatId: string) =>
  user.state.timeline(chatId).items.map(({ state, message }) => `${message.text} ${state}`);
const settled = (user: EngineUser, chatId: string, messages: number) => () =>
  user.state.connection().state === 'online' &&
  user.state.connection().waiting === 0 &&
  user.state.chat(chatId)?.lastOrdinal === messages &&
  user.state.timeline(chatId).items.length === messages;

/** Each has each message of the log once, in its order; each one's own are in the order of writing. */
async function expectInStep(chatId: string, ann: EngineUser, bob: EngineUser, each: number): Promise<void> {
  for (const user of [ann, bob]) await engineShows(user, settled(user, chatId, 2 * each), 60_000);
  const log = (await whole.logOf(chatId)).filter((event) => event.type === 'MessageSent');
  const texts = log.map((event) => event.data.text);
  for (const user of [ann, bob]) {
    expect(textsOf(user, chatId)).toEqual(texts.map((text) => `${text} sent`));
    expect(texts.filter((text) => text.startsWith(user.username))).toEqual(
      Array.from({ length: each }, (_, i) => `${user.username} ${i}`),
    );
  }
}

test('two people talk, see each other come and go, and part', async () => {
  await using ann = await engineUser(whole.url, 'ann');
  const bob = await engineUser(whole.url, 'bob');
  const chat = await engineCouple(ann, bob);
  await engineShows(ann, () => ann.state.presence(bob.id)?.state === 'online');
  bob.actions.typing(chat.id);
  await engineShows(ann, () => ann.state.typing(chat.id).includes(bob.id));
  bob.actions.send(chat.id, 'hello');
  await engineShows(ann, () => textsOf(ann, chat.id).includes('hello sent'));
  expect(ann.state.typing(chat.id)).toEqual([]);
  await bob[Symbol.asyncDispose]();
  await engineShows(ann, () => ann.state.presence(bob.id)?.state === 'offline');
  expect(ann.state.presence(bob.id)?.lastSeenAt).toEqual(expect.any(String));
  await ann.actions.removeContact(bob.id);
  await engineShows(ann, () => ann.state.chat(chat.id)?.closed === true);
  const late = ann.actions.send(chat.id, 'are you there?');
  const failed = await engineShows(ann, () =>
    ann.state.timeline(chat.id).items.find((item) => item.id === late && item.state === 'failed'),
  );
  expect(failed).toMatchObject({ state: 'failed', error: { code: 'chat_closed' } });
  await ann.session.logout();
  expect(ann.state.session()).toEqual({ state: 'signedOut', ended: 'logout' });
});

test('over a line that keeps breaking, and a gateway and a writer that are killed, each message arrives once', async () => {
  const { hostname, port } = new URL(whole.url);
  await using line = await tcpProxy({ host: hostname, port: Number(port) });
  await using ann = await engineUser(`http://127.0.0.1:${line.port}`, 'ann');
  await using bob = await engineUser(whole.url, 'bob');
  const chat = await engineCouple(ann, bob);
  const each = 120;
  for (let i = 0; i < each; i++) {
    for (const user of [ann, bob]) user.actions.send(chat.id, `${user.username} ${i}`);
    if (i % 25 === 10) line.cut();
    if (i === 30) await whole.system.services.get('gateway').kill('SIGKILL');
    if (i === 60) await whole.system.services.get('chat-command').kill('SIGKILL');
    if (i === 90) line.block(true);
    await sleep(25);
  }
  await engineShows(ann, () => ann.state.connection().state === 'offline');
  expect(ann.state.connection().waiting).toBeGreaterThan(0);
  line.block(false);
  await expectInStep(chat.id, ann, bob, each);
});
