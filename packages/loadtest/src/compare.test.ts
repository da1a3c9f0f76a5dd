import { expect, test } from 'vitest';
import { compare } from './compare.ts';
import { result, step } from './testing/results.ts';

const ramp = (...costs: number[]) =>
  result(...costs.map((cpuPerThousand, n) => step({ rate: (n + 1) * 100, cpuPerThousand, held: cpuPerThousand < 1 })));

test('the second may cost a little more, and must hold as much', () => {
  expect(compare(ramp(0.2, 0.4), ramp(0.22, 0.4), 1.15)).toMatchObject({ before: 200, after: 200, met: true });
  expect(compare(ramp(0.2, 0.4), ramp(0.24, 0.4), 1.15)).toMatchObject({ met: false });
  expect(compare(ramp(0.2, 0.4), ramp(0.2, 1), 1.15)).toMatchObject({ before: 200, after: 100, met: false });
});

test('what it costs is judged up to where both held', () => {
  expect(compare(ramp(0.2, 1), ramp(0.2, 2), 1.15)).toMatchObject({ costs: [{ ratio: 1 }, { ratio: 2 }], met: true });
});

test('where either held nothing, or a cost is no number, nothing is shown', () => {
  expect(compare(ramp(1), ramp(1), 1.15)).toMatchObject({ before: undefined, after: undefined, met: false });
  expect(compare(ramp(1), ramp(0.2), 1.15).met).toBe(false);
  expect(compare(ramp(0.2), ramp(1), 1.15).met).toBe(false);
  expect(compare(ramp(0), ramp(0), 1.15).met).toBe(false);
});
