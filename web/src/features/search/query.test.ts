import { afterEach, expect, test, vi } from 'vitest';
import { endsBeforeItBegins, filtersIn, queryOf, searchOf } from './query.ts';

afterEach(() => void vi.unstubAllEnvs());

test('an address becomes a search, days whole and of this device', () => {
  const query = queryOf({ q: 'tea', chat: 'c', since: '2026-03-01', until: '2026-03-02', sort: 'relevance' });
  expect(searchOf(query)).toEqual({
    q: 'tea',
    chatId: 'c',
    since: new Date(2026, 2, 1).toISOString(),
    until: new Date(2026, 2, 3).toISOString(),
    sort: 'relevance',
  });
});

test('the last day is whole, though the clocks change on it', () => {
  vi.stubEnv('TZ', 'Europe/Berlin');
  const until = (day: string) => searchOf(queryOf({ q: 'tea', until: day })).until;
  expect(until('2026-10-25')).toBe('2026-10-25T23:00:00.000Z');
  expect(until('2026-03-29')).toBe('2026-03-29T22:00:00.000Z');
});

test('what is empty, twice there or no day is left out', () => {
  expect(searchOf(queryOf({ q: 'tea', from: '', chat: ['a', 'b'], since: 'soon', sort: 'up' }))).toEqual({ q: 'tea' });
});

test('filters are counted, and those that nothing can fit are known', () => {
  const both = (since: string, until: string) => queryOf({ q: 'tea', since, until });
  expect([queryOf({ q: 'tea' }), both('2026-03-02', '')].map(filtersIn)).toEqual([0, 1]);
  expect([both('2026-03-02', '2026-03-01'), both('2026-03-02', '2026-03-02')].map(endsBeforeItBegins)).toEqual([
    true,
    false,
  ]);
  expect(endsBeforeItBegins(both('', '2026-03-01'))).toBe(false);
});
