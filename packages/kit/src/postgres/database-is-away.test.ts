import { expect, test } from 'vitest';
import { databaseIsAway } from './database-is-away.ts';

const withCode = (code: string) => Object.assign(new Error('x'), { code });

test.each([
  ['refused', withCode('ECONNREFUSED')],
  ['both addresses refused', new AggregateError([withCode('ECONNREFUSED')])],
  ['shutting down', withCode('57P01')],
  ['too many connections', withCode('53300')],
  ['lock not had in time', withCode('55P03')],
  ['cut off', new Error('Connection terminated unexpectedly')],
  ['no connection in time', new Error('timeout exceeded when trying to connect')],
])('%s: away', (_, error) => {
  expect(databaseIsAway(error)).toBe(true);
});

test.each([
  ['a broken rule', withCode('23505')],
  ['a wrong statement', withCode('42601')],
  ['a bug', new TypeError('undefined is not a function')],
  ['no error', 'ECONNREFUSED'],
])('%s: not away', (_, error) => {
  expect(databaseIsAway(error)).toBe(false);
});
