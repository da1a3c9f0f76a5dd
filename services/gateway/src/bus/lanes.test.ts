import { expect, test } from 'vitest';
import { Lanes } from './lanes.ts';

const lanes = () =>
  new Lanes<string>({
    ...{ maxWaiting: 2, full: () => 'full' },
    ...{ maxInAll: 4, busy: () => 'busy' },
    undecided: (result) => result === 'unknown',
  });

test('one at a time and in order within a lane; lanes do not wait for one another', async () => {
  const order: string[] = [];
  const gate = Promise.withResolvers<string>();
  const all = lanes();
  const first = all.run('a', () => gate.promise);
  const second = all.run('a', async () => {
    order.push('second');
    return 'second';
  });
  await all.run('b', async () => {
    order.push('other');
    return 'other';
  });
  order.push('first');
  gate.resolve('first');
  expect(await Promise.all([first, second])).toEqual(['first', 'second']);
  expect(order).toEqual(['other', 'first', 'second']);
  expect(all.size).toBe(0);
});

test('a full lane says so', async () => {
  const gate = Promise.withResolvers<string>();
  const all = lanes();
  const work = () => gate.promise;
  const waiting = [all.run('a', work), all.run('a', work), all.run('a', work)];
  expect(await all.run('a', work)).toBe('full');
  gate.resolve('done');
  expect(await Promise.all(waiting)).toEqual(['done', 'done', 'done']);
});

test('beyond what all lanes may hold, whoever comes is told so at once, until there is room', async () => {
  const gate = Promise.withResolvers<string>();
  const all = lanes();
  const held = ['a', 'b', 'c', 'd'].map((key) => all.run(key, () => gate.promise));
  expect([await all.run('e', async () => 'passed'), await all.run('a', async () => 'passed')]).toEqual([
    'busy',
    'busy',
  ]);
  gate.resolve('done');
  await Promise.all(held);
  expect(await all.run('e', async () => 'passed')).toBe('passed');
});

test('nothing passes what is undecided', async () => {
  const gate = Promise.withResolvers<string>();
  const all = lanes();
  const first = all.run('a', () => gate.promise);
  const behind = all.run('a', async () => 'passed');
  gate.resolve('unknown');
  expect(await Promise.all([first, behind])).toEqual(['unknown', 'unknown']);
  expect(await all.run('a', async () => 'later')).toBe('later');
});

test('a failure fails those behind it, and the lane goes on', async () => {
  const gate = Promise.withResolvers<string>();
  const all = lanes();
  const first = all.run('a', () => gate.promise);
  const behind = all.run('a', async () => 'passed');
  gate.reject(new Error('broken'));
  expect((await Promise.allSettled([first, behind])).map((r) => r.status)).toEqual(['rejected', 'rejected']);
  expect(await all.run('a', async () => 'later')).toBe('later');
});
