import type { TextStorage } from '../lib/storage.ts';

const keyOf = (userId: string) => `shown:${userId}`;

/** Chat id → ordinal. What cannot be read counts as nothing shown. */
export function readMarks(storage: TextStorage, userId: string): Map<string, number> {
  try {
    const entries = Object.entries(JSON.parse(storage.getItem(keyOf(userId)) ?? '{}'));
    return new Map(entries.filter((entry): entry is [string, number] => Number.isSafeInteger(entry[1])));
  } catch {
    return new Map();
  }
}

export function writeMarks(storage: TextStorage, userId: string, marks: ReadonlyMap<string, number>): void {
  storage.setItem(keyOf(userId), JSON.stringify(Object.fromEntries(marks)));
}
