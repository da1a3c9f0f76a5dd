import { expect, test } from 'vitest';
import { failingChecks } from './health.ts';

test('names the checks that say no, throw or never answer', async () => {
  const failing = await failingChecks({
    fine: () => true,
    late: async () => true,
    no: () => false,
    broken: () => {
      throw new Error('no connection');
    },
    rejected: () => Promise.reject(new Error('refused')),
    hung: () => new Promise(() => undefined),
  });
  expect(failing).toEqual(['no', 'broken', 'rejected', 'hung']);
});
