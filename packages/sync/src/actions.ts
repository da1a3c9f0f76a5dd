import type { Chat, PresencePreference } from '@messenger/proto';
import { v7 } from 'uuid';
import type { Connection } from './connection/connection.ts';
import type { Feed } from './feed/feed.ts';
import type { Anchor, Api } from './http/api.ts';
import type { Outbox } from './outbox/outbox.ts';
import { clientErrors, failed, ok } from './result.ts';
import type { Store } from './state/store.ts';
import type { EngineActions, EngineState, Result, Timeline } from './types.ts';

type Parts = {
  api: Api;
  store: Store;
  state: EngineState;
  outbox: Outbox;
  connection: Connection;
  /** Undefined while nobody is signed in. */
  feed: () => Feed | undefined;
  prefer: (presence: PresencePreference) => void;
};

/** How often others are told that someone is still typing. */
const typingMs = 2_000;

/** Everything the user does. */
export function createActions({ api, store, state, outbox, connection, feed, prefer }: Parts): EngineActions {
  const typedAt = new Map<string, number>();

  const known = async (chatId: string): Promise<Result<Chat>> => {
    const here = store.chats.get(chatId);
    if (here) return ok(here);
    const answer = await api.chat(chatId);
    if (!answer.ok) return answer;
    feed()?.learn(answer.value.chat);
    return ok(store.chats.get(chatId) ?? answer.value.chat);
  };

  const load = async (chatId: string, anchor: Anchor): Promise<Result<Timeline>> => {
    const chat = await known(chatId);
    if (!chat.ok) return chat;
    const page = (await feed()?.pages.load(chat.value, anchor)) ?? failed(clientErrors.signedOut);
    return page.ok ? ok(state.timeline(chatId)) : page;
  };

  const stopTyping = (chatId: string) => {
    if (typedAt.delete(chatId)) connection.tell('typing:stop', { chatId });
  };

  return {
    send(chatId, text) {
      const messageId = v7();
      typedAt.delete(chatId);
      outbox.add(chatId, messageId, text);
      return messageId;
    },
    retry: outbox.retry,
    discard: outbox.discard,

    async openChat(chatId) {
      const window = store.chats.window(chatId);
      return window && !window.stale ? ok(state.timeline(chatId)) : load(chatId, {});
    },
    async loadOlder(chatId) {
      const window = store.chats.window(chatId);
      const first = window?.messages[0];
      if (!window?.hasBefore || !first) return ok(state.timeline(chatId));
      // A notice has the ordinal of the message before it, which is still to come.
      return load(chatId, { before: first.kind === 'user' ? first.ordinal : first.ordinal + 1 });
    },
    async loadNewer(chatId) {
      const window = store.chats.window(chatId);
      const last = window?.messages.at(-1);
      if (!window?.hasAfter || !last) return ok(state.timeline(chatId));
      return load(chatId, { after: last.ordinal });
    },
    loadAround: (chatId, ordinal) => load(chatId, { around: ordinal }),
    loadLatest: (chatId) => load(chatId, {}),

    async createDirect(userId) {
      const answer = await api.createDirect(userId);
      if (!answer.ok) return answer;
      feed()?.learn(answer.value.chat);
      return ok(store.chats.get(answer.value.chat.id) ?? answer.value.chat);
    },
    searchUsers: async (q) => mapped(await api.searchUsers(q), (value) => value.users),
    async loadUser(userId) {
      const answer = await api.user(userId);
      if (answer.ok) store.people.learn(answer.value.user);
      return mapped(answer, (value) => value.user);
    },
    requestContact: async (userId) =>
      mapped(await api.requestContact(userId), (value) => ({
        standing: 'contact' in value ? ('contact' as const) : ('outgoing' as const),
      })),
    acceptRequest: async (id) => mapped(await api.acceptRequest(id), () => undefined),
    declineRequest: async (id) => mapped(await api.declineRequest(id), () => undefined),
    removeContact: async (userId) => mapped(await api.removeContact(userId), () => undefined),

    typing(chatId) {
      const now = performance.now();
      if (now - (typedAt.get(chatId) ?? Number.NEGATIVE_INFINITY) < typingMs) return;
      typedAt.set(chatId, now);
      connection.tell('typing:start', { chatId });
    },
    stopTyping,
    setPresence: prefer,
    reconnect: connection.wake,
  };
}

const mapped = <A, B>(result: Result<A>, map: (value: A) => B): Result<B> =>
  result.ok ? ok(map(result.value)) : result;
