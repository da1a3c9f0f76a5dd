import type { Chat, Message } from '@messenger/proto';
import type { CachedChat } from '../types.ts';
import type { Changes } from './changes.ts';
import { createChatList } from './chat-list.ts';
import { noReceipts, type Receipts } from './counted.ts';
import { reflects } from './message-events.ts';
import type { Window } from './window.ts';

/** Beyond so many messages of a chat only the newest are kept, where nobody looks at the others. */
const mostLoaded = 300;
const newestKept = 100;
/** So many of the chats that nobody looks at are loaded again at once where all may have changed: each is a call. */
const renewedMost = 20;

export type Chats = ReturnType<typeof createChats>;

/** The chats of the user, and what is loaded of their histories. */
export function createChats({ note }: Pick<Changes, 'note'>) {
  const chats = new Map<string, Chat>();
  const windows = new Map<string, Window>();
  const receipts = new Map<string, Receipts>();
  const list = createChatList();
  /** Chats that somebody looks at. */
  const looked = new Set<string>();
  /** Messages that were deleted meanwhile, loaded or not. */
  const deleted = new Set<string>();

  const put = (chat: Chat) => {
    list.put(chat, chats.get(chat.id));
    chats.set(chat.id, chat);
    note({ kind: 'chat', chatId: chat.id });
    note({ kind: 'chats' });
  };
  const message = (chatId: string, messageId: string) =>
    windows.get(chatId)?.messages.find(({ id }) => id === messageId);
  const setWindow = (chatId: string, window: Window) => {
    if (windows.get(chatId) === window) return;
    windows.set(chatId, window);
    note({ kind: 'timeline', chatId });
  };
  const keepNewest = (chatId: string) => {
    const window = windows.get(chatId);
    if (!window || window.messages.length <= mostLoaded) return;
    setWindow(chatId, { ...window, messages: window.messages.slice(-newestKept), hasBefore: true });
  };
  const remove = (chatId: string) => {
    const chat = chats.get(chatId);
    if (!chat) return;
    list.remove(chat);
    chats.delete(chatId);
    windows.delete(chatId);
    receipts.delete(chatId);
    note({ kind: 'chat', chatId });
    note({ kind: 'timeline', chatId });
    note({ kind: 'chats' });
  };

  return {
    get: (chatId: string) => chats.get(chatId),
    put,
    remove,
    all: (): readonly Chat[] => list.of(chats),
    window: (chatId: string) => windows.get(chatId),
    /** A message as it is now, where it is loaded. */
    message,
    /** Whether a message is known to be deleted. */
    isGone: (chatId: string, messageId: string): boolean =>
      deleted.has(messageId) || Boolean(message(chatId, messageId)?.deletedAt),
    setWindow,
    isDeleted: (messageId: string): boolean => deleted.has(messageId),
    markDeleted(messageId: string) {
      if (deleted.has(messageId)) return;
      deleted.add(messageId);
      note({ kind: 'deleted', messageId });
    },
    /** A message came in a chat, which has it by now. */
    came: (message: Message): void => note({ kind: 'message', message }),
    /** What was told of a chat's receipts since it is known here. */
    receipts: (chatId: string) => receipts.get(chatId) ?? noReceipts,
    setReceipts: (chatId: string, told: Receipts) => void receipts.set(chatId, told),
    /** This device has everything up to there, and the server knows. */
    delivered(chatId: string, upTo: number) {
      const chat = chats.get(chatId);
      if (chat && chat.deliveredUpTo < upTo) put({ ...chat, deliveredUpTo: upTo });
    },
    /**
     * Takes these for all there are. What was loaded of their histories is stale: returns whose is to be loaded again.
     * That of chats that nobody has looked at for long is let go of.
     */
    replaceAll(all: Chat[]): string[] {
      const kept = new Set(all.map((chat) => chat.id));
      for (const chatId of [...chats.keys()]) if (!kept.has(chatId)) remove(chatId);
      receipts.clear();
      for (const chat of all) put(chat);
      const recent = list.of(chats).filter(({ id }) => windows.has(id) && !looked.has(id));
      for (const { id } of recent.slice(renewedMost)) {
        windows.delete(id);
        note({ kind: 'timeline', chatId: id });
      }
      for (const [chatId, window] of windows) windows.set(chatId, { ...window, stale: true });
      return [...windows.keys()];
    },
    /** Forgets what was loaded as soon as there is something better. True if anything was. */
    markStale(chatId: string): boolean {
      const window = windows.get(chatId);
      if (window) windows.set(chatId, { ...window, stale: true });
      return window !== undefined;
    },
    /** Lets go of what was loaded before the newest messages, once that is much. */
    keepNewest,
    /** Somebody looks at the chat: what is loaded of its history stays, however much. */
    look: (chatId: string) => void looked.add(chatId),
    leave(chatId: string) {
      looked.delete(chatId);
      keepNewest(chatId);
    },
    /** Something came in the chat. */
    grew(chatId: string) {
      if (!looked.has(chatId)) keepNewest(chatId);
    },
    /** As they were kept on the device; what is loaded of a history shows all there was of its chat. */
    restore(all: readonly CachedChat[]) {
      for (const { chat, messages, hasBefore = false } of all) {
        put(chat);
        if (!messages) continue;
        const shown = messages.map((message) => reflects(message, chat.version));
        setWindow(chat.id, { messages: shown, hasBefore, hasAfter: false, stale: false });
      }
    },
    clear() {
      for (const chatId of [...chats.keys()]) remove(chatId);
      deleted.clear();
    },
  };
}
