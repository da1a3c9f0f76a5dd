import { newId } from '@messenger/kit';
import { isRefusal } from '@messenger/proto';
import { expect, test } from 'vitest';
import { UploadSlots } from './admission.ts';

test('what one user brings is decoded one by one, beside what others bring', async () => {
  const slots = new UploadSlots({ uploads: 9, ofUser: 5, decodes: 2 });
  const [ann, bob] = [newId(), newId()];
  const { promise: until, resolve: end } = Promise.withResolvers<string>();
  const anns = [1, 2, 3].map(() => slots.decode(ann, () => until));
  expect(await slots.decode(bob, async () => 'mine')).toBe('mine');
  end('done');
  expect(await Promise.all(anns)).toEqual(['done', 'done', 'done']);
});

test('a user who holds as many places as one may is told to come back, and others find theirs', async () => {
  const slots = new UploadSlots({ uploads: 4, ofUser: 2, decodes: 1 });
  const [ann, bob] = [newId(), newId()];
  const { promise: until, resolve: end } = Promise.withResolvers<string>();
  const held = [slots.take(ann, () => until), slots.take(ann, () => until)];
  expect(await slots.take(ann, async () => 'a third')).toMatchObject({ code: 'rate_limited', retryAfter: 2 });
  expect(await slots.take(bob, async () => 'a first')).toBe('a first');
  held.push(
    slots.take(bob, () => until),
    slots.take(bob, () => until),
  );
  expect(await slots.take(newId(), async () => 'a fifth of all')).toMatchObject({ code: 'unavailable' });
  end('done');
  expect(await Promise.all(held)).toEqual(['done', 'done', 'done', 'done']);
  const failing = Promise.reject(new Error('no'));
  for (let i = 0; i < 3; i++) await expect(slots.take(ann, () => failing)).rejects.toThrow('no');
  expect(isRefusal(await slots.take(ann, async () => 'again'))).toBe(false);
});
