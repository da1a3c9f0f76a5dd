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

test('what a user brings beyond the places that one may have waits for one of them, and others find theirs', async () => {
  const slots = new UploadSlots({ uploads: 4, ofUser: 2, decodes: 1 });
  const [ann, bob] = [newId(), newId()];
  const { promise: until, resolve: end } = Promise.withResolvers<string>();
  const held = [slots.take(ann, () => until), slots.take(ann, () => until)];
  const begun: string[] = [];
  const waiting = ['a third', 'a fourth'].map((name) => slots.take(ann, async () => void begun.push(name)));
  expect(await slots.take(bob, async () => 'a first')).toBe('a first');
  held.push(
    slots.take(bob, () => until),
    slots.take(bob, () => until),
  );
  expect(await slots.take(newId(), async () => 'a fifth of all')).toMatchObject({ code: 'unavailable' });
  expect(begun).toEqual([]);
  end('done');
  expect(await Promise.all(held)).toEqual(['done', 'done', 'done', 'done']);
  await Promise.all(waiting);
  expect(begun).toEqual(['a third', 'a fourth']);
  const failing = Promise.reject(new Error('no'));
  for (let i = 0; i < 3; i++) await expect(slots.take(ann, () => failing)).rejects.toThrow('no');
  expect(isRefusal(await slots.take(ann, async () => 'again'))).toBe(false);
});

test('who has waited for a place for some time is told to come back, and so is who finds too many waiting', async () => {
  const slots = new UploadSlots({ uploads: 99, ofUser: 1, decodes: 1, placeMs: 5 });
  const [ann, ...others] = Array.from({ length: 7 }, () => newId());
  const { promise: until, resolve: end } = Promise.withResolvers<string>();
  const comeBack = { code: 'rate_limited', retryAfter: 2 };
  const held = [ann!, ...others].map((by) => slots.take(by, () => until));
  const asked: string[] = [];
  const take = (by: string) => slots.take(by, async () => asked.push(by));
  const anns = Array.from({ length: 20 }, () => take(ann!));
  expect(await take(ann!)).toMatchObject(comeBack);
  const all = others.flatMap((by) => Array.from({ length: 20 }, () => take(by)));
  for (const answer of await Promise.all([...anns, ...all])) expect(answer).toMatchObject(comeBack);
  expect(asked).toEqual([]);
  end('done');
  await Promise.all(held);
  expect(await take(ann!)).toBe(1);
});
