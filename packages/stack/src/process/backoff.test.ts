import { expect, test } from 'vitest';
import { backoff } from './backoff.ts';

test('doubles, is spread by chance, and ends at ten seconds', () => {
  expect([0, 1, 2].map((failures) => backoff(failures, () => 1))).toEqual([200, 400, 800]);
  expect(backoff(0, () => 0)).toBe(100);
  expect(backoff(1_000, () => 1)).toBe(10_000);
});
