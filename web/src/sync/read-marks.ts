import type { ReadMarkStore } from '@messenger/sync';
import type { TextStorage } from '../lib/storage.ts';

const keyOf = (userId: string) => `read:${userId}`;

/**
 * What was read here and is not told or not kept yet, so that a reload in between loses nothing. Each tab of a browser
 * adds its own, and takes away what it added. Unreadable text counts as nothing.
 */
export function deviceReadMarks(storage: TextStorage): ReadMarkStore {
  const mine = new Map<string, Map<string, number>>();
  const load = (userId: string): Map<string, number> => {
    try {
      const entries = Object.entries(JSON.parse(storage.getItem(keyOf(userId)) ?? '{}'));
      return new Map(entries.filter((entry): entry is [string, number] => Number.isSafeInteger(entry[1])));
    } catch {
      return new Map();
    }
  };
  return {
    load(userId) {
      const all = load(userId);
      mine.set(userId, all);
      return all;
    },
    save(userId, marks) {
      const before = mine.get(userId);
      const all = new Map([...load(userId)].filter(([chatId, upTo]) => upTo > (before?.get(chatId) ?? 0)));
      for (const [chatId, upTo] of marks) all.set(chatId, Math.max(upTo, all.get(chatId) ?? 0));
      mine.set(userId, new Map(marks));
      storage.setItem(keyOf(userId), JSON.stringify(Object.fromEntries(all)));
    },
  };
}
