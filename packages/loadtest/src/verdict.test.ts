import { expect, test } from 'vitest';
import { result, step } from './testing/results.ts';
import { flawsOf, highestHeld, shownStep } from './verdict.ts';

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
