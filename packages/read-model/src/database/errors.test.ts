import { TimedOut } from '@messenger/kit';
import pg from 'pg';
import { expect, test } from 'vitest';
import { isRefusedData, isUnreachable } from './errors.ts';

const reported = (code: string) => Object.assign(new pg.DatabaseError('x', 1, 'error'), { code });
const socket = (code: string) => Object.assign(new Error(`connect ${code}`), { code });

test.each(['22P05', '22008', '22003', '23505', '23514', '54000'])('%s blames the data', (code) => {
  expect(isRefusedData(reported(code))).toBe(true);
  expect(isUnreachable(reported(code))).toBe(false);
});

test.each(['08006', '57P01', '57P03', '57014', '53300', '40001', '40P01', '58030'])('%s passes', (code) => {
  expect(isRefusedData(reported(code))).toBe(false);
  expect(isUnreachable(reported(code))).toBe(true);
});

test('a connection that is refused, lost or too slow passes', () => {
  for (const error of [
    socket('ECONNREFUSED'),
    socket('ECONNRESET'),
    new Error('Connection terminated unexpectedly'),
    new Error('timeout exceeded when trying to connect'),
    new TimedOut('late'),
  ]) {
    expect(isUnreachable(error)).toBe(true);
    expect(isRefusedData(error)).toBe(false);
  }
});

test('a mistake in a statement is neither', () => {
  for (const error of [reported('42P01'), new TypeError('x is not a function')]) {
    expect(isUnreachable(error)).toBe(false);
    expect(isRefusedData(error)).toBe(false);
  }
});
