import type { Message } from '@messenger/proto';
import { expect, test } from 'vitest';
import { counted, counting, countingAll, noReceipts, withCounted } from './counted.ts';

const own = (ordinal: number) => ({ ordinal, receipts: { delivered: 0, read: 0 } }) as Message;
const others = { ordinal: 1 } as Message;

test('a count holds for the message it was told of and all before; the greatest counts', () => {
  let told = withCounted(noReceipts, 'read', { upTo: 10, count: 1 });
  told = withCounted(told, 'read', { upTo: 5, count: 2 });
  told = withCounted(told, 'delivered', { upTo: 12, count: 3 });
  const shown = [4, 5, 6, 11].map((ordinal) => counted(own(ordinal), told).receipts);
  expect(shown).toEqual([
    { delivered: 3, read: 2 },
    { delivered: 3, read: 2 },
    { delivered: 3, read: 1 },
    { delivered: 3, read: 0 },
  ]);
  expect(counted(others, told)).toBe(others);
});

test('who is gone is counted no more', () => {
  const all = { ordinal: 1, receipts: { delivered: 3, read: 2 } } as Message;
  expect(counting(all, 3)).toBe(all);
  const left = counting(all, 2);
  expect(left.receipts).toEqual({ delivered: 2, read: 2 });
  const told = withCounted(noReceipts, 'delivered', { upTo: 5, count: 3 });
  expect(counted(left, countingAll(told, 2))).toBe(left);
  expect(counting(others, 0)).toBe(others);
});

test('what says nothing new is not kept, and what is covered goes', () => {
  const one = withCounted(noReceipts, 'read', { upTo: 10, count: 2 });
  expect(withCounted(one, 'read', { upTo: 9, count: 2 })).toBe(one);
  expect(withCounted(one, 'read', { upTo: 11, count: 2 }).read).toEqual([{ upTo: 11, count: 2 }]);
});
