import { expect, test } from 'vitest';
import { alongLine } from './direction.ts';

test('an arrow goes on where the writing goes', () => {
  const keys = ['ArrowRight', 'ArrowLeft', 'ArrowUp', 'Home'];
  expect(keys.map((key) => alongLine(key, false))).toEqual(keys);
  expect(keys.map((key) => alongLine(key, true))).toEqual(['ArrowLeft', 'ArrowRight', 'ArrowUp', 'Home']);
});
