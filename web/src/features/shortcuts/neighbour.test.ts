import { expect, test } from 'vitest';
import { neighbour } from './neighbour.ts';

const chats = [0, 2, 0, 1].map((unread, n) => ({ id: 'abcd'[n]!, unread }));

test('goes down and up the list, around its ends', () => {
  expect(neighbour(chats, 'b', 1, false)).toBe('c');
  expect(neighbour(chats, 'b', -1, false)).toBe('a');
  expect(neighbour(chats, 'd', 1, false)).toBe('a');
  expect(neighbour(chats, 'a', -1, false)).toBe('d');
});

test('begins at an end where no chat of the list is open', () => {
  expect(neighbour(chats, undefined, 1, false)).toBe('a');
  expect(neighbour(chats, 'elsewhere', -1, false)).toBe('d');
  expect(neighbour([], undefined, -1, false)).toBeUndefined();
});

test('finds the next one with something new, but never the one that is open', () => {
  expect(neighbour(chats, 'b', 1, true)).toBe('d');
  expect(neighbour(chats, 'd', 1, true)).toBe('b');
  expect(neighbour([chats[1]!], 'b', 1, true)).toBeUndefined();
});
