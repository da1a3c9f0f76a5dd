import { expect, test } from 'vitest';
import { lingerAfter } from './linger.ts';

test('the fuller the last batch, the longer the next may take to fill', () => {
  expect([0, 50, 100, 200, 500].map(lingerAfter)).toEqual([10, 20, 30, 50, 50]);
});
