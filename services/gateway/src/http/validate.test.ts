import { newId } from '@messenger/kit';
import { http } from '@messenger/proto';
import type { TSchema } from '@sinclair/typebox';
import { expect, test } from 'vitest';
import { validatorCompiler } from './validate.ts';

const body = (schema: TSchema, input: unknown) =>
  validatorCompiler({ schema, httpPart: 'body', method: 'POST', url: '/' } as never)(input);
const query = (input: unknown) =>
  validatorCompiler({ schema: http.MessagesQuery, httpPart: 'querystring', method: 'GET', url: '/' } as never)(input);

test('numbers in a query string become numbers, and only those', () => {
  expect(query({ limit: '20', before: '0' })).toEqual({ value: { limit: 20, before: 0 } });
  for (const limit of ['x', '', '-1', '1.5', '1e3', ' 5', '0x10', '0', '101', ['1', '2']]) {
    expect(query({ limit }), String(limit)).toHaveProperty('error.refusal.code', 'validation_failed');
  }
});

test('true and false in a query string become so, and only they', () => {
  expect(query({ images: 'true' })).toEqual({ value: { images: true } });
  expect(query({ images: 'false' })).toEqual({ value: { images: false } });
  for (const images of ['', '1', 'yes', 'TRUE', ['true', 'true']]) {
    expect(query({ images }), String(images)).toHaveProperty('error.refusal.code', 'validation_failed');
  }
});

test('what is not in the contract is left out', () => {
  expect(query({ by: 'someone else', __proto__: { limit: '1' }, constructor: '1' })).toEqual({ value: {} });
});

test('nobody says in a body who they are, or what they do', () => {
  const asked = { name: 'Crew', avatarId: null };
  const more = { type: 'DeleteChat', by: newId(), chatId: newId(), commandId: newId() };
  expect(body(http.UpdateChatBody, { ...asked, ...more })).toEqual({ value: asked });
});

test('a body that does not fit is refused', () => {
  for (const input of [undefined, null, [], 'x', {}, { userId: 5 }, { userId: '*' }]) {
    expect(body(http.UserIdBody, input), JSON.stringify(input)).toHaveProperty(
      'error.refusal.code',
      'validation_failed',
    );
  }
});
