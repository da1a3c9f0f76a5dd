import { expect, test } from 'vitest';
import { Ledger } from './ledger.ts';

const taken = (versions: number[], own: number[] = []) => {
  const ledger = new Ledger();
  for (const version of versions) ledger.take(0, 'chat', version, own.includes(version));
  return { ...ledger.faults, delivered: ledger.delivered().get('chat') };
};

test('the next version is a delivery, of others only', () => {
  expect(taken([4, 5, 6], [5])).toEqual({ doubled: 0, reordered: 0, skipped: 0, delivered: 2 });
});

test('the same again, an older one and a gap are each what they are', () => {
  expect(taken([1, 2, 2])).toMatchObject({ doubled: 1, delivered: 2 });
  expect(taken([1, 3, 2])).toMatchObject({ skipped: 1, reordered: 1, delivered: 2 });
});

test('devices and chats are counted apart, and anew after a reset', () => {
  const ledger = new Ledger();
  ledger.take(0, 'a', 1, false);
  ledger.take(1, 'a', 1, false);
  ledger.take(1, 'b', 7, false);
  expect([...ledger.delivered()]).toEqual([
    ['a', 2],
    ['b', 1],
  ]);
  ledger.reset();
  ledger.take(0, 'a', 3, false);
  expect(ledger.faults.skipped).toBe(1);
  expect(ledger.delivered().get('a')).toBe(1);
});
