import { expect, test } from 'vitest';
import { untilSecondLook } from './repair.ts';

const at = '2026-01-01T12:00:00.000Z';

test.each([
  ['has just happened', 0, 6_000],
  ['happened a while ago', 4_500, 1_500],
  ['is of long ago', 86_400_000, 0],
  ['happened before the clock was put back by an hour', -3_600_000, 6_000],
])('the second look at a removal that %s', (_, passed, ms) => {
  expect(untilSecondLook({ at }, Date.parse(at) + passed)).toBe(ms);
});

test('nothing was removed, so nothing is waited for', () => {
  expect(untilSecondLook(undefined)).toBe(0);
});
