import type { Chat, Message } from '@messenger/proto';
import { expect, test } from 'vitest';
import type { Api, MessagesPage } from '../http/api.ts';
import { ok } from '../result.ts';
import { createStore } from '../state/store.ts';
import { createPages } from './pages.ts';

const chat = { id: 'c', kind: 'group', version: 100, lastOrdinal: 100, readUpTo: 100 } as Chat;
const said = (ordinal: number) =>
  ({ id: `m${ordinal}`, chatId: 'c', kind: 'user', ordinal, senderId: 'bob' }) as Message;

function setUp() {
  const asked = new Map<string, (page: MessagesPage) => void>();
  const messages = (_: string, anchor: object) =>
    new Promise((resolve) => asked.set(JSON.stringify(anchor), (page) => resolve(ok(page))));
  const store = createStore({ note: () => undefined });
  store.chats.put(chat);
  const pages = createPages({
    ask: messages as Api['messages'],
    windows: store.chats,
    store,
    me: 'ann',
    onPage: () => undefined,
    stopped: new AbortController().signal,
  });
  const answer = (anchor: object, ...ordinals: number[]) =>
    asked.get(JSON.stringify(anchor))!({
      messages: ordinals.map(said),
      hasBefore: true,
      hasAfter: ordinals.at(-1) !== 100,
      version: 100,
    } as MessagesPage);
  const shown = () => store.chats.window('c')?.messages.map(({ ordinal }) => ordinal);
  return { store, pages, answer, shown };
}

/** A chat of which the newest page was loaded and became stale, and is asked for again. */
async function setUpRenewing() {
  const { store, pages, answer, shown } = setUp();
  const first = pages.load(chat, {});
  answer({}, 98, 99);
  await first;
  store.chats.markStale('c');
  return { pages, answer, shown, renewed: pages.renew(chat) };
}

test('what is stale is replaced by the newest page', async () => {
  const { answer, shown, renewed } = await setUpRenewing();
  answer({}, 99, 100);
  await renewed;
  expect(shown()).toEqual([99, 100]);
});

test('a page that was asked for while what was there is renewed stays on the screen', async () => {
  const { pages, answer, shown, renewed } = await setUpRenewing();
  const around = pages.load(chat, { around: 1 });
  answer({ around: 1 }, 1, 2);
  await around;
  answer({}, 99, 100);
  await renewed;
  expect(shown()).toEqual([1, 2]);
});
