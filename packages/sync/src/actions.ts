import type { Chat, Message, PresencePreference, User } from '@messenger/proto';
import { v7 } from 'uuid';
import type { Commands } from './commands.ts';
import type { Connection } from './connection/connection.ts';
import type { FollowedLog } from './feed/follow-log.ts';
import { firstSince } from './first-since.ts';
import { groupActions } from './group-actions.ts';
import type { Anchor, Api } from './http/api.ts';
import type { Outbox } from './outbox/outbox.ts';
import { createOwnTyping } from './own-typing.ts';
import type { Receipts } from './receipts.ts';
import { clientErrors, failed, mapped, ok } from './result.ts';
import { excerptOf } from './state/message-events.ts';
import type { Store } from './state/store.ts';
import { afterWindow, beforeWindow } from './state/window.ts';
import type { EngineActions, EngineOptions, EngineState, Result, Timeline } from './types.ts';

export type Parts = {
  api: Api;
  store: Store;
  state: EngineState;
  outbox: Outbox;
  connection: Connection;
  command: Commands;
  receipts: Receipts;
  /** The user's own profile is another now. */
  updated: (user: User) => void;
  /** Undefined while nobody is signed in. */
  feed: () => FollowedLog | undefined;
  prefer: (presence: PresencePreference) => void;
  now: EngineOptions['now'];
};

/** Everything the user does. */
export function createActions(parts: Parts): EngineActions {
  const { api, store, state, outbox, connection, command, receipts, updated, feed, prefer, now } = parts;
  const typing = createOwnTyping((what, chatId) => connection.tell(what, { chatId }));

  const known = async (chatId: string): Promise<Result<Chat>> => {
    const here = store.chats.get(chatId);
    if (here) return ok(here);
    const answer = await api.chat(chatId);
    if (!answer.ok) return answer;
    feed()?.learn(answer.value.chat);
    return ok(store.chats.get(answer.value.chat.id) ?? answer.value.chat);
  };

  const loadPage = async (of: 'pages' | 'images', chatId: string, anchor: Anchor): Promise<Result<void>> => {
    const chat = await known(chatId);
    if (!chat.ok) return chat;
    return (await feed()?.[of].load(chat.value, anchor)) ?? failed(clientErrors.signedOut);
  };

  const load = async (chatId: string, anchor: Anchor): Promise<Result<Timeline>> => {
    const page = await loadPage('pages', chatId, anchor);
    return page.ok ? ok(state.timeline(chatId)) : page;
  };

  return {
    ...groupActions(parts),

    send(chatId, text, { replyTo: original, attachments = [], uploaded = [], files = [] } = {}) {
      const messageId = v7(now && { msecs: now() });
      typing.forget(chatId);
      const answered = original && (store.chats.message(chatId, original.id) ?? original);
      const reply =
        answered && !answered.deletedAt && !store.chats.isGone(chatId, answered.id)
          ? { replyTo: replyTo(answered) }
          : {};
      const images = {
        ...(attachments.length > 0 ? { attachments } : {}),
        ...(uploaded.length > 0 ? { uploaded } : {}),
        ...(files.length > 0 ? { files } : {}),
      };
      outbox.add({ chatId, messageId, text, ...reply, ...images });
      return messageId;
    },
    upload: async (file, options = {}) => mapped(await api.upload(file, options), ({ attachment }) => attachment),
    edit: (chatId, messageId, text) => command.change('message:edit', { chatId, messageId, text }),
    delete: (chatId, messageId) => command.change('message:delete', { chatId, messageId }),
    react: (chatId, messageId, emoji) => command.change('reaction:add', { chatId, messageId, emoji }),
    unreact: (chatId, messageId, emoji) => command.change('reaction:remove', { chatId, messageId, emoji }),
    markRead(chatId, upTo) {
      const chat = store.chats.get(chatId);
      if (!chat || upTo <= chat.readUpTo || upTo > chat.lastOrdinal) return;
      feed()?.reading.to(chatId, upTo);
      receipts.mark('read', chatId, upTo);
    },
    loadHistory: api.history,
    loadReceipts: api.receipts,
    retry: outbox.retry,
    discard: outbox.discard,

    async openChat(chatId) {
      store.chats.look(chatId);
      const window = store.chats.window(chatId);
      return window && !window.stale ? ok(state.timeline(chatId)) : load(chatId, {});
    },
    async loadOlder(chatId) {
      const window = store.chats.window(chatId);
      if (!window?.hasBefore || window.messages.length === 0) return ok(state.timeline(chatId));
      return load(chatId, { before: beforeWindow(window) });
    },
    async loadNewer(chatId) {
      const window = store.chats.window(chatId);
      if (!window?.hasAfter || window.messages.length === 0) return ok(state.timeline(chatId));
      return load(chatId, { after: afterWindow(window) });
    },
    loadAround: (chatId, ordinal) => load(chatId, { around: ordinal }),
    loadLatest: (chatId) => load(chatId, {}),
    keepNewest: store.chats.keepNewest,
    closeChat: store.chats.leave,

    async openImages(chatId) {
      store.images.open(chatId);
      const window = store.images.window(chatId);
      return window && !window.stale ? ok(undefined) : loadPage('images', chatId, {});
    },
    async loadOlderImages(chatId) {
      const window = store.images.window(chatId);
      if (!window?.hasBefore || window.messages.length === 0) return ok(undefined);
      return loadPage('images', chatId, { before: beforeWindow(window) });
    },
    closeImages: store.images.close,

    async createDirect(userId) {
      const answer = await api.createDirect(userId);
      if (!answer.ok) return answer;
      feed()?.learn(answer.value.chat);
      return ok(store.chats.get(answer.value.chat.id) ?? answer.value.chat);
    },
    async updateProfile(change) {
      const answer = await api.updateProfile(change);
      if (answer.ok) updated(answer.value.user);
      return mapped(answer, ({ user }) => user);
    },
    searchUsers: async (q) => mapped(await api.searchUsers(q), (value) => value.users),
    meet: (userIds) => feed()?.meet(userIds),
    async loadUser(userId) {
      const answer = await api.user(userId);
      if (answer.ok) store.people.learn(answer.value.user);
      return mapped(answer, (value) => value.user);
    },
    searchMessages: api.searchMessages,
    loadMessage: async (chatId, messageId) => mapped(await api.message(chatId, messageId), ({ message }) => message),
    async firstSince(chatId, time) {
      const chat = await known(chatId);
      if (!chat.ok) return chat;
      return firstSince((around, limit) => api.messages(chatId, { around }, limit), chat.value.lastOrdinal, time);
    },
    findChat: known,
    loadSessions: async () => mapped(await api.sessions(), ({ sessions }) => sessions),
    endSession: async (sessionId) => mapped(await api.endSession(sessionId), () => undefined),
    requestContact: async (userId) =>
      mapped(await api.requestContact(userId), (value) => ({
        standing: 'contact' in value ? ('contact' as const) : ('outgoing' as const),
      })),
    acceptRequest: async (id) => mapped(await api.acceptRequest(id), () => undefined),
    declineRequest: async (id) => mapped(await api.declineRequest(id), () => undefined),
    removeContact: async (userId) => mapped(await api.removeContact(userId), () => undefined),

    typing: typing.key,
    stopTyping: typing.stop,
    setPresence: prefer,
    reconnect: connection.wake,
  };
}

const replyTo = ({ id, ordinal, senderId, text }: Message) => ({
  messageId: id,
  ordinal,
  senderId,
  excerpt: excerptOf(text),
});
