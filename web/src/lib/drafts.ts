import type { TextStorage } from './storage.ts';

/** What someone began to write and did not send, per user and chat, on this device only. */
export type Drafts = {
  read(chatId: string): string;
  /** An empty or blank text forgets the draft. */
  write(chatId: string, text: string): void;
  has(chatId: string): boolean;
};

const keyOf = (userId: string) => `drafts:${userId}`;

export function openDrafts(storage: TextStorage, userId: string): Drafts {
  const drafts = load(storage, userId);
  return {
    read: (chatId) => drafts.get(chatId) ?? '',
    has: (chatId) => drafts.has(chatId),
    write(chatId, text) {
      if ((drafts.get(chatId) ?? '') === text) return;
      if (text.trim() === '') drafts.delete(chatId);
      else drafts.set(chatId, text);
      if (drafts.size === 0) storage.removeItem(keyOf(userId));
      else storage.setItem(keyOf(userId), JSON.stringify(Object.fromEntries(drafts)));
    },
  };
}

/** For log-out: nothing of what was written stays on the device. */
export function forgetDrafts(storage: TextStorage, userId: string): void {
  storage.removeItem(keyOf(userId));
}

/** What cannot be read counts as no draft. */
function load(storage: TextStorage, userId: string): Map<string, string> {
  try {
    const entries = Object.entries(JSON.parse(storage.getItem(keyOf(userId)) ?? '{}'));
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return new Map();
  }
}
