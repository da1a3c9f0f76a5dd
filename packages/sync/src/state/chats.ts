import type { Chat, Message } from '@messenger/proto';
import type { Changes } from './changes.ts';
import type { Window } from './window.ts';

export type Chats = ReturnType<typeof createChats>;

/** The chats of the user, and what is loaded of their histories. */
export function createChats({ note }: Pick<Changes, 'note'>) {
  const chats = new Map<string, Chat>();
  const windows = new Map<string, Window>();
  let sorted: readonly Chat[] | undefined;

  const listed = () => {
    sorted = undefined;
    note({ kind: 'chats' });
  };
  const put = (chat: Chat) => {
    chats.set(chat.id, chat);
    note({ kind: 'chat', chatId: chat.id });
    listed();
  };
  const setWindow = (chatId: string, window: Window) => {
    if (windows.get(chatId) === window) return;
    windows.set(chatId, window);
    note({ kind: 'timeline', chatId });
  };
  const remove = (chatId: string) => {
    if (!chats.delete(chatId)) return;
    windows.delete(chatId);
    note({ kind: 'chat', chatId });
    note({ kind: 'timeline', chatId });
    listed();
  };

  return {
    get: (chatId: string) => chats.get(chatId),
    put,
    remove,
    all(): readonly Chat[] {
      sorted ??= [...chats.values()].sort((a, b) => (activityOf(a) < activityOf(b) ? 1 : -1));
      return sorted;
    },
    window: (chatId: string) => windows.get(chatId),
    setWindow,
    /** Takes these for all there are. What was loaded of their histories is stale: returns whose. */
    replaceAll(all: Chat[]): string[] {
      const kept = new Set(all.map((chat) => chat.id));
      for (const chatId of [...chats.keys()]) if (!kept.has(chatId)) remove(chatId);
      for (const chat of all) put(chat);
      for (const [chatId, window] of windows) windows.set(chatId, { ...window, stale: true });
      return [...windows.keys()];
    },
    /** Forgets what was loaded as soon as there is something better. True if anything was. */
    markStale(chatId: string): boolean {
      const window = windows.get(chatId);
      if (window) windows.set(chatId, { ...window, stale: true });
      return window !== undefined;
    },
    clear() {
      for (const chatId of [...chats.keys()]) remove(chatId);
    },
  };
}

const activityOf = (chat: Chat): string => `${chat.lastMessage?.sentAt ?? chat.createdAt} ${chat.id}`;

/** A chat after one of its messages was sent. Unread are others' messages beyond what was read. */
export function withMessage(chat: Chat, message: Message, me: string): Chat {
  return {
    ...chat,
    lastOrdinal: message.ordinal,
    lastMessage: message,
    unread: chat.unread + (message.senderId === me ? 0 : 1),
  };
}
