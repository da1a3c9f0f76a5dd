import { expect, test } from 'vitest';
import { brokenPromises } from './promises.ts';

const line = { code: 'a', line: 7, exitCode: 0, output: 'one   two\nthree' };
const broken = (more: object) => brokenPromises({ ...line, comment: '', ...more }).map((text) => text.split('\n')[1]);

test('what a comment has in backticks must be shown, whatever the space between words', () => {
  expect(broken({ comment: 'shows `one two`, `two three` and more' })).toEqual([]);
  expect(broken({ comment: '`one three`, `two`' })).toEqual(['does not show one three; output:']);
});

test('a line must end well, or badly where the comment says so', () => {
  expect(broken({ exitCode: 1 })).toEqual(['ended with 1; output:']);
  expect(broken({ exitCode: undefined })).toEqual(['did not end; output:']);
  expect(broken({ exitCode: 1, comment: 'fails: `one`' })).toEqual([]);
  expect(broken({ exitCode: 0, comment: 'fails: `four`' })).toEqual([
    'ended with 0; output:',
    'does not show four; output:',
  ]);
});
