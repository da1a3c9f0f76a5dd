import type { TimelineItem } from '@messenger/sync';
import { expect, test } from 'vitest';
import { grewAtTop, keptRows, type Row, type RowsInput, rowsOf } from './rows.ts';

const at = (minutes: number, day = 10) => new Date(Date.UTC(2026, 10, day, 9, minutes)).toISOString();
const item = (ordinal: number, senderId: string, sentAt: string) =>
  ({ id: `m${ordinal}`, state: 'sent', message: { id: `m${ordinal}`, senderId, ordinal, sentAt } }) as TimelineItem;
const lay = (items: TimelineItem[], more: Partial<RowsInput> = {}) =>
  rowsOf({ items, me: 'me', readUpTo: undefined, dayOf: (t) => t.slice(0, 10), ...more });
const shape = (rows: readonly Row[]) =>
  rows
    .map((r) => `${r.newDay ? 'day ' : ''}${r.newFrom ? 'new ' : ''}${r.first ? '[' : ''}${r.id}${r.last ? ']' : ''}`)
    .join(' ');

test('one author within five minutes is one run', () => {
  const items = [item(1, 'ben', at(0)), item(2, 'ben', at(4)), item(3, 'ben', at(8)), item(4, 'ben', at(13))];
  expect(shape(lay(items))).toBe('day [m1 m2 m3] [m4]');
});

test('another author ends the run', () => {
  const items = [item(1, 'ben', at(0)), item(2, 'me', at(1)), item(3, 'ben', at(2))];
  const rows = lay(items);
  expect(shape(rows)).toBe('day [m1] [m2] [m3]');
  expect(rows.map((row) => row.own)).toEqual([false, true, false]);
});

test('a new day gets a separator and ends the run, however close the messages', () => {
  const items = [item(1, 'ben', '2026-11-10T23:59:00.000Z'), item(2, 'ben', '2026-11-11T00:00:30.000Z')];
  expect(shape(lay(items))).toBe('day [m1] day [m2]');
});

test('the divider stands before the first message of others that is new', () => {
  const items = [item(1, 'ben', at(0)), item(2, 'me', at(1)), item(3, 'ben', at(2)), item(4, 'ben', at(3))];
  expect(shape(lay(items, { readUpTo: 1 }))).toBe('day [m1] [m2] new [m3 m4]');
  expect(shape(lay(items, { readUpTo: 3 }))).toBe('day [m1] [m2] [m3] new [m4]');
  expect(shape(lay(items, { readUpTo: 4 }))).toBe('day [m1] [m2] [m3 m4]');
});

test('an own message that waits has no ordinal and is never new', () => {
  expect(shape(lay([item(1, 'ben', at(0)), item(0, 'me', at(1))], { readUpTo: 1 }))).toBe('day [m1] [m0]');
});

test('a notice stands alone between runs, and is neither own nor new', () => {
  const notice = {
    id: 'n',
    state: 'sent',
    message: { ...item(1, 'me', at(1)).message, kind: 'system' },
  } as TimelineItem;
  const rows = lay([item(1, 'me', at(0)), notice, item(2, 'me', at(2))], { readUpTo: 0 });
  expect(shape(rows)).toBe('day [m1] [n] [m2]');
  expect(rows.map((row) => [row.own, row.notice, row.newFrom])).toEqual([
    [true, false, false],
    [false, true, false],
    [true, false, false],
  ]);
});

test('older messages grow the list at its top, new ones do not', () => {
  const older = [item(1, 'ben', at(0))];
  const shown = [item(2, 'ben', at(1))];
  const newer = [item(3, 'ben', at(2))];
  expect(grewAtTop(lay(shown), lay([...older, ...shown]))).toBe(true);
  expect(grewAtTop(lay(shown), lay([...shown, ...newer]))).toBe(false);
  expect(grewAtTop([], lay(shown))).toBe(false);
});

test('a row that is as it was is the same object', () => {
  const items = [item(1, 'ben', at(0)), item(2, 'ben', at(1))];
  const old = lay(items);
  const rows = keptRows(old, lay([...items, item(3, 'ben', at(2))]));
  expect(shape(rows)).toBe('day [m1 m2 m3]');
  expect(rows.map((row) => old.includes(row))).toEqual([true, false, false]);
});
