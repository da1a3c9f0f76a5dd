import { newId } from '@messenger/kit';
import { isRefusal } from '@messenger/proto';
import { expect, test } from 'vitest';
import { Bench } from './bench.ts';

test('a user who holds as many places as one may is told to come back, and others find theirs', async () => {
  const bench = new Bench({ uploads: 4, ofUser: 2, decodes: 1 });
  const [ann, bob] = [newId(), newId()];
  const { promise: until, resolve: end } = Promise.withResolvers<string>();
  const held = [bench.take(ann, () => until), bench.take(ann, () => until)];
  expect(await bench.take(ann, async () => 'a third')).toMatchObject({ code: 'rate_limited', retryAfter: 2 });
  expect(await bench.take(bob, async () => 'a first')).toBe('a first');
  held.push(
    bench.take(bob, () => until),
    bench.take(bob, () => until),
  );
  expect(await bench.take(newId(), async () => 'a fifth of all')).toMatchObject({ code: 'unavailable' });
  end('done');
  expect(await Promise.all(held)).toEqual(['done', 'done', 'done', 'done']);
  const failing = Promise.reject(new Error('no'));
  for (let i = 0; i < 3; i++) await expect(bench.take(ann, () => failing)).rejects.toThrow('no');
  expect(isRefusal(await bench.take(ann, async () => 'again'))).toBe(false);
});
