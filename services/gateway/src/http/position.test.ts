import { expect, test } from 'vitest';
import { covering, isStart, positionOf } from './position.ts';

const shape = { generation: '0000000a', chatShards: 2 };
const nothing = { DIRECTORY: 0, 'CHAT-0': 0, 'CHAT-1': 0, 'RECEIPTS-0': 0, 'RECEIPTS-1': 0 };

test('a position of this log, of its streams alone', () => {
  expect(positionOf('0000000a.d-4.c1-7.c9-3', shape)?.streams).toEqual({ ...nothing, DIRECTORY: 4, 'CHAT-1': 7 });
});

test('none, or one of another log, asks for nothing', () => {
  for (const text of [undefined, '0000000b.d-4']) expect(isStart(positionOf(text, shape)!)).toBe(true);
});

test.each(['', 'x', '0000000a.d-x', '0000000a.d-4 ', '0000000a.d-4,0000000a.d-5', '*'])('%j is malformed', (text) => {
  expect(positionOf(text, shape)).toBeUndefined();
});

test('what was seen and what is shown, together', () => {
  const seen = positionOf('0000000a.d-4.c0-9', shape)!;
  expect(covering(seen, '0000000a.d-6.c0-8').streams).toMatchObject({ DIRECTORY: 6, 'CHAT-0': 9 });
  expect(covering(seen, undefined)).toBe(seen);
});
