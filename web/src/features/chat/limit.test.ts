import { maxMessageLength } from '@messenger/proto';
import { expect, test } from 'vitest';
import { limitOf, maxLength } from './limit.ts';

test('the limit is the contract’s', () => {
  expect(maxLength).toBe(maxMessageLength);
});

test('shown when near, over only beyond', () => {
  expect(limitOf(8_999)).toEqual({ left: 1_001, shown: false, over: false });
  expect(limitOf(9_000)).toEqual({ left: 1_000, shown: true, over: false });
  expect(limitOf(10_000)).toEqual({ left: 0, shown: true, over: false });
  expect(limitOf(10_001)).toEqual({ left: -1, shown: true, over: true });
});
