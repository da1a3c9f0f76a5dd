import { accessTokenSeconds } from '@messenger/proto';
import { expect, test } from 'vitest';
import { isDue } from './renew-tokens.ts';

test('tokens are renewed early enough for ten minutes more, and not each minute', () => {
  const minutes = (of: number) => of * 60_000;
  expect(isDue(0, minutes(1))).toBe(false);
  expect(isDue(minutes(1), minutes(6))).toBe(true);
  expect(isDue(0, accessTokenSeconds * 1_000 - minutes(10))).toBe(true);
});
