import { expect, test } from 'vitest';
import type { StoredLease } from './lease-store.ts';
import { leaseWatch } from './watch.ts';

const held = (revision: number): StoredLease => ({ holder: 'a', term: 't', revision, writtenAt: new Date(0) });

test('a lease that nobody holds may be taken at once', () => {
  expect(leaseWatch(5_000).mayTake(undefined, 0)).toBe(true);
  expect(leaseWatch(5_000).mayTake({ ...held(3), holder: null }, 0)).toBe(true);
});

test('a lease may be taken only after it was seen unchanged for its whole time', () => {
  const watch = leaseWatch(5_000);
  expect(watch.mayTake(held(1), 10_000)).toBe(false);
  expect(watch.mayTake(held(1), 14_999)).toBe(false);
  expect(watch.mayTake(held(1), 15_000)).toBe(true);
});

test('each renewal starts the time anew', () => {
  const watch = leaseWatch(5_000);
  expect(watch.mayTake(held(1), 0)).toBe(false);
  expect(watch.mayTake(held(2), 4_900)).toBe(false);
  expect(watch.mayTake(held(2), 9_800)).toBe(false);
  expect(watch.mayTake(held(2), 9_900)).toBe(true);
});
