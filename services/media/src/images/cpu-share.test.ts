import { expect, test } from 'vitest';
import { CpuShare } from './cpu-share.ts';

test('each has what was used while it was alone, and its part of what was while others were there', () => {
  let used = 5;
  const share = new CpuShare(() => used);
  const begin = () => {
    share.begin();
    const before = share.seconds();
    return () => share.seconds() - before;
  };
  const first = begin();
  used += 18;
  const second = begin();
  expect([first(), second()]).toEqual([18, 0]);
  used += 20;
  expect([first(), second()]).toEqual([28, 10]);
  share.end();
  expect(second()).toBe(10);
  used += 1;
  expect(second()).toBe(11);
  share.end();
  used += 100;
  const third = begin();
  used += 3;
  expect(third()).toBe(3);
});
