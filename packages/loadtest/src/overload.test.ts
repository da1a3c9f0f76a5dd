import { createHistogram } from 'node:perf_hooks';
import { expect, test } from 'vitest';
import { type Overload, p99sOf, recoveredAfter, saidOfOverload } from './overload.ts';
import { step } from './testing/results.ts';

const second = (...ms: number[]) => {
  const latency = createHistogram({ lowest: 1, highest: 60_000_000, figures: 3 });
  for (const of of ms) latency.record(of * 1_000);
  return latency;
};

test('of each second that is asked for there is a p99, or null where nothing came', () => {
  expect(p99sOf([second(20), second(), second(30)], 2)).toEqual([20, null]);
  expect(p99sOf([second(20)], 3)).toEqual([20, null, null]);
});

test('it has recovered after the last second that was slow', () => {
  expect(recoveredAfter([20, 30, 40])).toBe(0);
  expect(recoveredAfter([900, 30, 500, 40])).toBe(3);
});

test('a second of which nothing came was slow', () => {
  expect(recoveredAfter([null, null, 40])).toBe(2);
  expect(recoveredAfter([900, 30, null])).toBeNull();
});

test('it has not recovered when the last second was slow', () => {
  expect(recoveredAfter([20, 900])).toBeNull();
  expect(recoveredAfter([])).toBeNull();
});

test('what is said names the recovery, or that there was none', () => {
  const overload: Overload = {
    ...step({ rate: 1_200, offered: 12_000, acknowledged: 9_000, refused: 3_000 }),
    refusals: { rate_limited: 3_000 },
    slowestRefusalMs: 20,
    p99BySecond: [],
    recoveredAfter: 2,
    peakMemoryMb: 800,
  };
  const before = '1200/s: 9000 of 12000 taken, 3000 refused {"rate_limited":3000} within 20 ms; ';
  expect(saidOfOverload(overload)).toBe(`${before}recovered after 2 s; at most 800 MB`);
  expect(saidOfOverload({ ...overload, recoveredAfter: null })).toBe(`${before}not recovered; at most 800 MB`);
});
