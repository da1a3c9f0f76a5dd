import { expect, test } from 'vitest';
import { sum, summary, tallyOf } from './tally.ts';

const file = (status: string, ...tests: string[]) => ({
  status,
  name: 'some.test.ts',
  assertionResults: tests.map((test) => ({ status: test, fullName: 'a test' })),
});

test('counts tests by how they ended', () => {
  const report = {
    success: false,
    testResults: [file('failed', 'passed', 'failed'), file('passed', 'skipped', 'todo')],
  };
  expect(tallyOf(report, 1)).toEqual({ passed: 1, failed: 1, skipped: 2 });
});

test('a file that cannot be loaded, an error outside of tests and a missing report each count as a failure', () => {
  expect(tallyOf({ success: false, testResults: [file('failed')] }, 1).failed).toBe(1);
  expect(tallyOf({ success: false, testResults: [file('passed', 'passed')] }, 1)).toMatchObject({
    passed: 1,
    failed: 1,
  });
  expect(tallyOf(undefined, 1).failed).toBe(1);
});

test('the last line is plain, and speaks of skipped tests only if there are some', () => {
  const some = { passed: 2, failed: 0, skipped: 0 };
  expect(summary(some)).toBe('2 passed, 0 failed');
  expect(summary(sum([some, { passed: 1, failed: 1, skipped: 3 }]))).toBe('3 passed, 1 failed, 3 skipped');
});
