import { expect, test } from 'vitest';
import { createLinger } from './linger.ts';

/** What the linger is after batches of so many events, each so long after the one before. */
const lingers = (everyMs: number, batches: number[]) => {
  let at = 0;
  const linger = createLinger(() => at);
  return batches.map((size) => {
    at += everyMs;
    return Math.round(linger(size));
  });
};

test('the fuller the last batch, the longer the next may take to fill', () => {
  expect(lingers(1_000, [0, 50, 100, 200, 500])).toEqual([10, 20, 30, 50, 50]);
});

test('in a flow of batches each may take long to fill, however small', () => {
  expect(lingers(100, [1, 1, 2, 1])).toEqual([10, 50, 50, 50]);
  expect(lingers(400, [1, 1, 2, 1])).toEqual([10, 10, 10, 10]);
});
