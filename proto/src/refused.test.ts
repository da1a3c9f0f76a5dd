import { expect, test } from 'vitest';
import { accepted, httpRefusal, notFound, Refused, unavailable } from './index.ts';

test('a refusal leaves an HTTP door with its status, in the one error shape', () => {
  const { status, headers, body } = httpRefusal(notFound(), 'r1');
  expect([status, headers]).toEqual([404, { 'content-type': 'application/json; charset=utf-8' }]);
  expect(JSON.parse(body)).toEqual({ error: { code: 'not_found', message: notFound().message, requestId: 'r1' } });
});

test('it says in whole seconds when to come back', () => {
  expect(httpRefusal(unavailable(0.2), 'r1')).toMatchObject({ status: 503, headers: { 'retry-after': 1 } });
});

test('what is no refusal is passed on, a refusal is thrown', () => {
  expect(accepted({ a: 1 })).toEqual({ a: 1 });
  expect(() => accepted(notFound())).toThrow(Refused);
});
