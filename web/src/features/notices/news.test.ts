import type { Chat } from '@messenger/proto';
import { expect, test } from 'vitest';
import { seenIn, someRead, withFound, writtenIn } from './news.ts';

const chat = (id: string, lastOrdinal: number, unread: number) => ({ id, lastOrdinal, unread }) as Chat;
const before = seenIn([chat('a', 5, 1), chat('b', 2, 0)]);

test('what was written since, and chats that are new, are news; what was read or edited is not', () => {
  const now = [chat('a', 5, 0), chat('b', 3, 1), chat('c', 1, 1), chat('d', 0, 0)];
  expect(writtenIn(before, now).map(({ id }) => id)).toEqual(['b', 'c']);
});

test('a chat read to its end, or gone, is noticed', () => {
  expect(someRead(before, [chat('a', 5, 0), chat('b', 2, 0)])).toBe(true);
  expect(someRead(before, [chat('b', 2, 0)])).toBe(true);
  expect(someRead(before, [chat('a', 6, 2), chat('b', 2, 0)])).toBe(false);
});

test('what was found worth telling is told, though something else came right after; and as it is now', () => {
  const said = (id: string, more: object = {}) => ({ lastMessage: { id, ordinal: 6, ...more } }) as Chat;
  const found = { ...chat('a', 6, 1), ...said('mention') };
  const later = { ...chat('a', 7, 2), ...said('other') };
  expect(withFound(later, found)).toMatchObject({ lastOrdinal: 7, unread: 2, lastMessage: { id: 'mention' } });
  const deleted = { ...chat('a', 6, 1), ...said('mention', { deletedAt: 'now' }) };
  expect(withFound(deleted, found)).toBe(deleted);
});
