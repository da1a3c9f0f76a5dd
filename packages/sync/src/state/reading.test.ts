import type { Chat, Message } from '@messenger/proto';
import { expect, test } from 'vitest';
import { readTo } from './reading.ts';

const chat = { readUpTo: 2, deliveredUpTo: 2, lastOrdinal: 10, unread: 6 } as Chat;
/** Ordinals 3 to 10, of which 5 and 9 are my own. */
const loaded = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i).map(
    (ordinal) => ({ kind: 'user', ordinal, senderId: [5, 9].includes(ordinal) ? 'me' : 'ben' }) as Message,
  );
const unreadAt = (upTo: number, from: number, to: number) => {
  const read = readTo(chat, loaded(from, to), upTo, 'me');
  return [read.chat.unread, read.exact];
};

test('counted from what is loaded beyond, else from what was read, else it is not known', () => {
  expect(unreadAt(6, 7, 10)).toEqual([3, true]);
  expect(unreadAt(6, 3, 7)).toEqual([3, true]);
  expect(unreadAt(6, 8, 10)).toEqual([4, false]);
  expect(unreadAt(10, 1, 1)).toEqual([0, true]);
});

test('reading never goes back', () => {
  expect(readTo({ ...chat, readUpTo: 8 }, [], 6, 'me').chat.readUpTo).toBe(8);
});
