import { sleep } from '@messenger/kit';
import { Redis } from 'ioredis';
import { expect, test } from 'vitest';
import { createLoginLock, lockKey } from './login-lock.ts';

/** While Redis is away the lock counts for itself. */
function lockWithoutRedis() {
  const redis = new Redis({ lazyConnect: true });
  redis.disconnect();
  return createLoginLock(redis);
}

test('those who come at once and are right are all let in', async () => {
  const lock = lockWithoutRedis();
  const right = { right: true };
  const attempt = () =>
    lock.attempt('ann', async () => {
      await sleep(2);
      await lock.clear('ann');
      return right;
    });
  expect(await Promise.all(Array.from({ length: 30 }, attempt))).toEqual(Array(30).fill(right));
});

test('of those who come at once and are wrong 5 are evaluated, and who is right then is locked out', async () => {
  const lock = lockWithoutRedis();
  let evaluated = 0;
  const attempt = () =>
    lock.attempt('bob', async () => {
      evaluated++;
      await sleep(2);
      return {};
    });
  const answers = await Promise.all(Array.from({ length: 100 }, attempt));
  expect([evaluated, answers.filter((answer) => typeof answer === 'number').length]).toEqual([5, 95]);
  expect(await attempt()).toBeGreaterThan(800);
});

test('one key whatever the case', () => {
  expect(lockKey('Ann_1')).toBe('ann_1');
  expect(lockKey('ANN_1')).toBe(lockKey('ann_1'));
});

test('what can be no username has a short key that no username has', () => {
  const key = lockKey('a\r\nDEL *'.repeat(20));
  expect(key).toMatch(/^#[\w-]{43}$/);
  expect(lockKey('ann\n')).toMatch(/^#/);
});
