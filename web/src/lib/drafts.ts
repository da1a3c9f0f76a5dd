import type { TextStorage } from './storage.ts';

/** What someone began to write and did not send, per user and chat, on this device only, for all tabs of a browser. */
export type Drafts = {
  read(chatId: string): string;
  /** An empty or blank text forgets the draft. */
  write(chatId: string, text: string): void;
  has(chatId: string): boolean;
};

const keyOf = (userId: string) => `drafts:${userId}`;

export const isDrafts = (key: string | null): boolean => key === null || key.startsWith('drafts:');

export function openDrafts(storage: TextStorage, userId: string): Drafts {
  let kept: string | null = null;
  let drafts: ReadonlyMap<string, string> = new Map();
  /** As they are on the device: another tab may have written some. */
  const now = (): ReadonlyMap<string, string> => {
    const text = storage.getItem(keyOf(userId));
    if (text !== kept) drafts = parsed(text);
    kept = text;
    return drafts;
  };
  return {
    read: (chatId) => now().get(chatId) ?? '',
    has: (chatId) => now().has(chatId),
    write(chatId, text) {
      if ((now().get(chatId) ?? '') === text) return;
      const next = new Map(now());
      if (text.trim() === '') next.delete(chatId);
      else next.set(chatId, text);
      if (next.size === 0) storage.removeItem(keyOf(userId));
      else storage.setItem(keyOf(userId), JSON.stringify(Object.fromEntries(next)));
    },
  };
}

/** For log-out: nothing of what was written stays on the device. */
export function forgetDrafts(storage: TextStorage, userId: string): void {
  storage.removeItem(keyOf(userId));
}

/** What cannot be read counts as no draft. */
function parsed(text: string | null): ReadonlyMap<string, string> {
  try {
    const entries = Object.entries(JSON.parse(text ?? '{}'));
    return new Map(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    return new Map();
  }
}
