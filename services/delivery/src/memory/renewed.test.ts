import { expect, test } from 'vitest';
import { renewed } from './renewed.ts';

test('calls during a run share the next one, which begins after them', async () => {
  const runs: PromiseWithResolvers<number>[] = [];
  const load = renewed(() => {
    const run = Promise.withResolvers<number>();
    runs.push(run);
    return run.promise;
  });
  const first = load('a');
  const [second, third] = [load('a'), load('a')];
  expect(runs).toHaveLength(1);
  runs[0]!.resolve(1);
  expect(await first).toBe(1);
  await Promise.resolve();
  expect(runs).toHaveLength(2);
  runs[1]!.resolve(2);
  expect(await Promise.all([second, third])).toEqual([2, 2]);
  const fourth = load('a');
  runs[2]!.resolve(3);
  expect(await fourth).toBe(3);
});

test('a run that fails fails its own callers only', async () => {
  let calls = 0;
  const load = renewed(async () => {
    if (++calls === 1) throw new Error('first');
    return calls;
  });
  const first = load('a');
  const second = load('a');
  await expect(first).rejects.toThrow('first');
  expect(await second).toBe(2);
});
