import { expect, test } from 'vitest';
import { result, step } from './testing/results.ts';
import { checksOf, flawsOf, highestHeld, promisesOf, shownStep, verdictOf } from './verdict.ts';

test('a ramp is shown by the highest rate that was held, or else the first', () => {
  const ramp = result(step({ rate: 100 }), step({ rate: 200 }), step({ rate: 400, held: false }));
  expect(shownStep(ramp)?.rate).toBe(200);
  const none = result(step({ rate: 100, held: false }), step({ rate: 200, held: false }));
  expect(highestHeld(none)).toBeUndefined();
  expect(shownStep(none)?.rate).toBe(100);
  expect(shownStep(result())).toBeUndefined();
});

test('what was doubled, out of order, lost or stored twice is a flaw', () => {
  expect(flawsOf(result(step({})))).toEqual([]);
  expect(flawsOf(result(step({ doubled: 1, reordered: 2, unaccounted: -3 })))).toEqual([
    'S4 at 50/s: 1 doubled',
    'S4 at 50/s: 2 out of order',
    'S4 at 50/s: 3 acknowledged and not in the log',
  ]);
  expect(flawsOf(result(step({ unaccounted: 1 })))).toEqual(['S4 at 50/s: 1 in the log more than once']);
  expect(flawsOf(result(step({ unaccounted: 1, refused: 1 })))).toEqual([]);
});

test('an upload or a search that failed is a flaw', () => {
  const done = { done: 9, failed: 0, failures: {}, p50: 1, p99: 2 };
  expect(flawsOf(result(step({ beside: { uploads: done, searches: done } })))).toEqual([]);
  const beside = {
    uploads: { ...done, failed: 1, failures: { 503: 1 } },
    searches: { ...done, failed: 3, failures: { 0: 3 } },
  };
  expect(flawsOf(result(step({ beside })))).toEqual([
    'S4 at 50/s: 1 uploads failed {"503":1}',
    'S4 at 50/s: 3 searches failed {"0":3}',
  ]);
});

const missed = (all: ReturnType<typeof promisesOf>) => all.filter(({ met }) => !met).map(({ what }) => what);

test('at any rate R47 promises throughput, latency and delivery, each to the last digit', () => {
  const least = step({ average: 99.9, p95: 299.9, p99: 499.9, expected: 1_000, delivered: 999 });
  expect(missed(promisesOf(least))).toEqual([]);
  expect(missed(promisesOf({ ...least, average: 100, p95: 300, p99: 500 }))).toEqual(['average', 'p95', 'p99']);
  expect(missed(promisesOf({ ...least, acknowledged: 99 }))).toEqual(['throughput']);
  expect(missed(promisesOf({ ...least, delivered: 998 }))).toEqual(['delivered']);
});

test('R47 also promises the connections, and the same at the rate of a burst', () => {
  const all = result(step({}));
  expect(missed(checksOf(all))).toEqual([]);
  expect(missed(checksOf({ ...all, failed: 1 }))).toEqual(['connections']);
  expect(missed(checksOf({ ...all, burst: step({ rate: 100, acknowledged: 199, closed: 1 }) }))).toEqual([
    'connections',
    'throughput',
  ]);
});

test('a flaw fails every run, a missed promise the one that is about R47, and in brief only what was lost', () => {
  const R47 = (of: Parameters<typeof step>[0]) => ({ ...result(step({})), scenario: 'R47', burst: step(of) });
  const passed = (one: ReturnType<typeof result>, brief = false) => verdictOf([one], { brief }).passed;
  expect(passed(R47({}))).toBe(true);
  expect(passed(R47({ p99: 500 }))).toBe(false);
  expect(passed(R47({ p99: 500 }), true)).toBe(true);
  expect(passed(R47({ delivered: 99 }), true)).toBe(false);
  expect(passed(R47({ doubled: 1 }), true)).toBe(false);
  expect(passed(result(step({ doubled: 1 })))).toBe(false);
  expect(passed(result(step({ p99: 500 })))).toBe(true);
  expect(passed({ ...R47({ p99: 500 }), server: 'bare' })).toBe(true);
});
