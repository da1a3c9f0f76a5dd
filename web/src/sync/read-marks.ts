import type { ReadMarkStore } from '@messenger/sync';
import type { TextStorage } from '../lib/storage.ts';

const keyOf = (userId: string) => `read:${userId}`;

/** What was read here and is not told or not kept yet, so that a reload in between loses nothing. Unreadable text counts as nothing. */
export function deviceReadMarks(storage: TextStorage): ReadMarkStore {
  return {
    load(userId) {
      try {
        const entries = Object.entries(JSON.parse(storage.getItem(keyOf(userId)) ?? '{}'));
        return new Map(entries.filter((entry): entry is [string, number] => Number.isSafeInteger(entry[1])));
      } catch {
        return new Map();
      }
    },
    save: (userId, marks) => storage.setItem(keyOf(userId), JSON.stringify(Object.fromEntries(marks))),
  };
}
