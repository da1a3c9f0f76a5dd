import { expect, test } from 'vitest';
import { chainHash, nextTime } from './encode.ts';

test('the link is the first half of SHA-256 of the bytes as stored', () => {
  expect(chainHash('abc')).toBe('ungWv48Bz-pBQUDeXa4iIw');
  expect(chainHash(Buffer.from('abc'))).toBe(chainHash('abc'));
  expect(chainHash('abd')).not.toBe(chainHash('abc'));
});

test('time never runs backwards in a subject', () => {
  const now = new Date('2026-11-23T08:00:00.500Z');
  expect(nextTime(now, undefined)).toBe('2026-11-23T08:00:00.500Z');
  expect(nextTime(now, '2026-11-23T08:00:00.499Z')).toBe('2026-11-23T08:00:00.500Z');
  expect(nextTime(now, '2026-11-23T08:00:03.000Z')).toBe('2026-11-23T08:00:03.000Z');
});
