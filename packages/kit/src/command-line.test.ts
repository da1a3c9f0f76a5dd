import { expect, test } from 'vitest';
import { numberFrom, port } from './command-line.ts';

test('an argument is a number within its bounds', () => {
  expect([numberFrom(0.1)('0.1'), numberFrom(0)('0'), port('8222')]).toEqual([0.1, 0, 8222]);
});

test.each([
  ['', numberFrom(0), 'a number from 0 on'],
  ['many', numberFrom(0), 'a number from 0 on'],
  ['-1', numberFrom(0), 'a number from 0 on'],
  ['8222x', port, 'a whole number from 1 to 65535'],
  ['80.5', port, 'a whole number from 1 to 65535'],
  ['65536', port, 'a whole number from 1 to 65535'],
])('%j is none', (text, read, said) => {
  expect(() => read(text)).toThrow(said);
});
