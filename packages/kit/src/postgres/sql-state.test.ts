import pg from 'pg';
import { expect, test } from 'vitest';
import { databaseIsAway } from './database-is-away.ts';
import { isRefusedData } from './sql-state.ts';

const reported = (code: string) => Object.assign(new pg.DatabaseError('x', 1, 'error'), { code });

test.each(['22P05', '22008', '22003', '23505', '23514', '54000'])('%s blames the data', (code) => {
  expect(isRefusedData(reported(code))).toBe(true);
  expect(databaseIsAway(reported(code))).toBe(false);
});

test.each(['08006', '57P01', '57P03', '57014', '53300', '55P03', '40001', '40P01', '58030'])('%s passes', (code) => {
  expect(isRefusedData(reported(code))).toBe(false);
  expect(databaseIsAway(reported(code))).toBe(true);
});

test.each([
  ['a wrong statement', reported('42P01')],
  ['a connection that is refused', Object.assign(new Error('connect'), { code: 'ECONNREFUSED' })],
  ['a bug', new TypeError('x is not a function')],
])('%s does not blame the data', (_, error) => {
  expect(isRefusedData(error)).toBe(false);
});
