import { expect, test } from 'vitest';
import { markdown } from './markdown.ts';
import { table } from './report.ts';
import { result, step } from './testing/results.ts';

const titles = new Map([['S4', 'direct chats']]);
const beside = {
  uploads: { done: 10, failed: 1, failures: { 503: 1 }, p50: 300, p99: 900 },
  searches: { done: 100, failed: 0, failures: {}, p50: 5, p99: 20 },
};
const overload = {
  ...step({ rate: 1_200 }),
  refusals: {},
  slowestRefusalMs: 0,
  p99BySecond: [],
  recoveredAfter: null,
  peakMemoryMb: 800,
};
const further = [
  'uploads: 10 done, 1 failed {"503":1}, p50 300 p99 900 ms; searches: 100 done, 0 failed, p50 5 p99 20 ms',
  '1200/s: 100 of 100 taken, 0 refused {} within 0 ms; not recovered; at most 800 MB',
];

test('what goes on beside the messages and an overload stand in the table and in the file', () => {
  const results = [{ ...result(step({ beside })), overload }];
  const [errands, doubled] = further;
  expect(table(results, titles)).toContain(`\nbeside it ${errands}\noverload ${doubled}`);
  expect(markdown(results, titles, 'a machine')).toContain(`400 MB; beside it ${errands}; overload ${doubled} | –`);
});

test('where there is neither, nothing is said of them', () => {
  const said = table([result(step({}))], titles) + markdown([result(step({}))], titles, 'a machine');
  expect(said).not.toMatch(/beside it|overload/);
});
