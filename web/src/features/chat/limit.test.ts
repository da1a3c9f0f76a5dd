import { expect, test } from 'vitest';
import { limitOf } from './limit.ts';

test('shown when near, over only beyond', () => {
  expect(limitOf(8_999)).toEqual({ left: 1_001, shown: false, over: false });
  expect(limitOf(9_000)).toEqual({ left: 1_000, shown: true, over: false });
  expect(limitOf(10_000)).toEqual({ left: 0, shown: true, over: false });
  expect(limitOf(10_001)).toEqual({ left: -1, shown: true, over: true });
});
