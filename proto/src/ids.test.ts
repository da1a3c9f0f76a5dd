import { expect, test } from 'vitest';
import { compile, Id, isId } from './index.ts';

const id = '0199c0de-1234-7abc-8def-0123456789ab';

test('a lower-case UUID of any version is an id', () => {
  expect(isId(id)).toBe(true);
  expect(isId('6f3c1f0e-5b0a-5c55-9d43-1f6f1c0a7e01')).toBe(true);
  expect(compile(Id).Check(id)).toBe(true);
});

test.each([
  ['upper case', id.toUpperCase()],
  ['a line break after it', `${id}\n`],
  ['a line break in place of a digit', `${id.slice(0, -1)}\n`],
  ['a carriage return and a forged message', `${id.slice(0, 30)}\r\nPUB `],
  ['dots in place of dashes', id.replaceAll('-', '.')],
  ['a wildcard', `${id.slice(0, -1)}*`],
  ['a tail wildcard', '>'],
  ['a space before it', ` ${id}`],
  ['braces', `{${id}}`],
  ['no dashes', id.replaceAll('-', '')],
  ['a full-width digit', `${id.slice(0, -1)}１`],
  ['nothing', ''],
])('%s is no id', (_, text) => {
  expect(isId(text)).toBe(false);
  expect(compile(Id).Check(text)).toBe(false);
});

test('what is no text is no id', () => {
  for (const value of [undefined, null, 7, {}, [id], new String(id)]) expect(isId(value)).toBe(false);
});
