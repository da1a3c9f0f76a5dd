import { http } from '@messenger/proto';
import { expect, test } from 'vitest';
import { validatorCompiler } from './validate.ts';

const query = (input: unknown) =>
  validatorCompiler({ schema: http.MessagesQuery, httpPart: 'querystring', method: 'GET', url: '/' } as never)(input);

test('numbers in a query string become numbers, and only those', () => {
  expect(query({ limit: '20', before: '0' })).toEqual({ value: { limit: 20, before: 0 } });
  for (const limit of ['x', '', '-1', '1.5', '1e3', ' 5', '0x10', '0', '101', ['1', '2']]) {
    expect(query({ limit }), String(limit)).toHaveProperty('error.refusal.code', 'validation_failed');
  }
});

test('what is not in the contract is left out', () => {
  expect(query({ by: 'someone else', __proto__: { limit: '1' }, constructor: '1' })).toEqual({ value: {} });
});

test('a body is taken as it is', () => {
  const body = (input: unknown) =>
    validatorCompiler({ schema: http.UserIdBody, httpPart: 'body', method: 'POST', url: '/' } as never)(input);
  for (const input of [undefined, null, [], 'x', {}, { userId: 5 }, { userId: '*' }]) {
    expect(body(input), JSON.stringify(input)).toHaveProperty('error.refusal.code', 'validation_failed');
  }
});
