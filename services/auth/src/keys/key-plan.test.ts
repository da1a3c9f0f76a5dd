import { accessTokenSeconds, imageTokenSeconds } from '@messenger/proto';
import { expect, test } from 'vitest';
import { nextKeyFrom, overlapMs, publishedKeys, signingKey, signingMs } from './key-plan.ts';

const start = Date.UTC(2026, 0, 1);
const at = (ms: number) => new Date(start + ms);
const key = (kid: string, from: number) => ({ kid, signsFrom: at(from) });
const old = key('old', 0);
const next = key('next', signingMs);

test('without a key one is needed that signs at once', () => {
  expect(nextKeyFrom([], at(0))).toEqual(at(0));
});

test('a key signs for 30 days; the next is made one overlap before, and public from then on', () => {
  expect(nextKeyFrom([old], at(signingMs - overlapMs - 1))).toBeUndefined();
  expect(nextKeyFrom([old], at(signingMs - overlapMs))).toEqual(at(signingMs));
  expect(publishedKeys([old, next], at(signingMs - overlapMs))).toEqual([old, next]);
});

test('the next key does not sign before its time', () => {
  expect(signingKey([next, old], at(signingMs - 1))).toBe(old);
  expect(signingKey([next, old], at(signingMs))).toBe(next);
});

test('a key that signed stays public until its last token has ended', () => {
  expect(publishedKeys([old, next], at(signingMs + overlapMs - 1))).toEqual([old, next]);
  expect(publishedKeys([old, next], at(signingMs + overlapMs))).toEqual([next]);
  const longest = Math.max(accessTokenSeconds, imageTokenSeconds) * 1_000;
  expect(publishedKeys([old, next], at(signingMs + longest))).toEqual([old, next]);
});

test('after a long standstill the old key signs on until the new one has been public long enough', () => {
  const now = at(3 * signingMs);
  expect(nextKeyFrom([old], now)).toEqual(new Date(now.getTime() + overlapMs));
  const late = { kid: 'late', signsFrom: new Date(now.getTime() + overlapMs) };
  expect(signingKey([old, late], now)).toBe(old);
  expect(nextKeyFrom([old, late], now)).toBeUndefined();
});
