import { expect, test } from 'vitest';
import { lockKey } from './login-lock.ts';

test('one key whatever the case', () => {
  expect(lockKey('Ann_1')).toBe('ann_1');
  expect(lockKey('ANN_1')).toBe(lockKey('ann_1'));
});

test('what can be no username has a short key that no username has', () => {
  const key = lockKey('a\r\nDEL *'.repeat(20));
  expect(key).toMatch(/^#[\w-]{43}$/);
  expect(lockKey('ann\n')).toMatch(/^#/);
});
