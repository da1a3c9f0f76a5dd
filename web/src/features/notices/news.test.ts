import type { Chat } from '@messenger/proto';
import { expect, test } from 'vitest';
import { createSeen, isToldOf, withFound } from './news.ts';

const chat = (id: string, lastOrdinal: number, unread: number) => ({ id, lastOrdinal, unread }) as Chat;
const first = [chat('a', 5, 1), chat('b', 2, 0)];
const since = (...now: Chat[]) => {
  const look = createSeen();
  look(first);
  const { written, over } = look(now);
  return { written: written.map(({ id }) => id), over };
};

test('what was written since, and chats that are new, are news; what was read or edited is not', () => {
  const now = [chat('a', 5, 0), chat('b', 3, 1), chat('c', 1, 1), chat('d', 0, 0)];
  expect(since(...now).written).toEqual(['b', 'c']);
});

test('a chat read to its end, or gone, is noticed, though another came for it', () => {
  expect(since(chat('a', 5, 0), chat('b', 2, 0)).over).toBe(true);
  expect(since(chat('b', 2, 0)).over).toBe(true);
  expect(since(chat('b', 2, 0), chat('c', 1, 1)).over).toBe(true);
  expect(since(chat('a', 6, 2), chat('b', 2, 0)).over).toBe(false);
  expect(since(chat('a', 5, 1)).over).toBe(false);
});

test('a notification goes when the message that it tells is deleted, once', () => {
  const deleted = { ...chat('a', 5, 1), lastMessage: { deletedAt: 'now' } } as Chat;
  expect(since(deleted, first[1]!).over).toBe(true);
  const look = createSeen();
  look([deleted]);
  expect(look([{ ...deleted, readUpTo: 1 }]).over).toBe(false);
  expect([isToldOf(first[0]!), isToldOf(deleted), isToldOf(first[1]!)]).toEqual([true, false, false]);
});

test('each is news once, and a chat that is as it was is not looked at', () => {
  const look = createSeen();
  let looks = 0;
  const counted = Object.defineProperty(chat('a', 5, 1), 'lastOrdinal', { get: () => ++looks });
  expect(look([counted]).written).toHaveLength(1);
  expect(looks).toBe(1);
  expect(look([chat('b', 2, 0), counted]).written.map(({ id }) => id)).toEqual(['b']);
  expect(looks).toBe(1);
});

test('what was found worth telling is told, though something else came right after; and as it is now', () => {
  const said = (id: string, more: object = {}) => ({ lastMessage: { id, ordinal: 6, ...more } }) as Chat;
  const found = { ...chat('a', 6, 1), ...said('mention') };
  const later = { ...chat('a', 7, 2), ...said('other') };
  expect(withFound(later, found)).toMatchObject({ lastOrdinal: 7, unread: 2, lastMessage: { id: 'mention' } });
  const deleted = { ...chat('a', 6, 1), ...said('mention', { deletedAt: 'now' }) };
  expect(withFound(deleted, found)).toBe(deleted);
});
