import { expect, test } from 'vitest';
import { readyWithin } from './prepare.ts';

test('whoever takes in what was brought into the log has as long as that may take', () => {
  expect(readyWithin({ RESTORE: '', IMPORT: '' })).toBe(240_000);
  for (const env of [{ RESTORE: '/backup' }, { IMPORT: '/log.jsonl' }])
    expect(readyWithin(env)).toBeGreaterThan(3_600_000);
});
