import type { Timeline, TimelineItem } from '@messenger/sync';
import { expect, test } from 'vitest';
import { newSince, whereToOpen } from './opening.ts';

const loaded = (from: number, to: number, more: Partial<Timeline> = {}): Timeline => ({
  items: Array.from(
    { length: to - from + 1 },
    (_, i) => ({ state: 'sent', message: { ordinal: from + i } }) as TimelineItem,
  ),
  loaded: true,
  hasBefore: from > 1,
  hasAfter: false,
  ...more,
});

test('new is what comes after what was read, where that is not only one’s own', () => {
  expect(newSince({ unread: 3, readUpTo: 7, lastOrdinal: 10 })).toBe(7);
  expect(newSince({ unread: 0, readUpTo: 10, lastOrdinal: 10 })).toBeUndefined();
  expect(newSince({ unread: 0, readUpTo: 7, lastOrdinal: 10 })).toBeUndefined();
});

test('nothing new: the end', () => {
  expect(whereToOpen(loaded(51, 100), undefined)).toBe('here');
  expect(whereToOpen(loaded(1, 50, { hasAfter: true }), undefined)).toBe('latest');
});

test('the first new message, loaded or not', () => {
  expect(whereToOpen(loaded(51, 100), 50)).toBe('here');
  expect(whereToOpen(loaded(51, 100), 99)).toBe('here');
  expect(whereToOpen(loaded(51, 100), 49)).toBe(50);
  expect(whereToOpen(loaded(1, 50, { hasAfter: true }), 70)).toBe(71);
  expect(whereToOpen(loaded(1, 50), 0)).toBe('here');
});

test('a history that was never loaded further back has nothing to ask for', () => {
  expect(whereToOpen(loaded(1, 0), 0)).toBe('here');
});
