import pg from 'pg';
import { expect, test } from 'vitest';
import { databaseIsAway } from './database-is-away.ts';

const withCode = (code: string) => Object.assign(new Error('x'), { code });
const reported = (code: string) => Object.assign(new pg.DatabaseError('x', 1, 'error'), { code });

test.each([
  ['refused', withCode('ECONNREFUSED')],
  ['both addresses refused', new AggregateError([withCode('ECONNREFUSED')])],
  ['its name not to be had', withCode('EAI_AGAIN')],
  ['no way to it', withCode('ENETUNREACH')],
  ['shutting down', reported('57P01')],
  ['too many connections', reported('53300')],
  ['lock not had in time', reported('55P03')],
  ['its disk failing', reported('58030')],
  ['cut off', new Error('Connection terminated unexpectedly')],
  ['no connection in time', new Error('timeout exceeded when trying to connect')],
])('%s: away', (_, error) => {
  expect(databaseIsAway(error)).toBe(true);
});

test.each([
  ['a broken rule', reported('23505')],
  ['a wrong statement', reported('42601')],
  ['what NATS says', withCode('408')],
  ['a bug', new TypeError('undefined is not a function')],
  ['no error', 'ECONNREFUSED'],
])('%s: not away', (_, error) => {
  expect(databaseIsAway(error)).toBe(false);
});
