import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutAround, cutByBytes } from './bytes.ts';

const texts = fc.array(fc.string({ maxLength: 30 }), { minLength: 1, maxLength: 40 });
const weight = (rows: string[]) => rows.reduce((sum, row) => sum + Buffer.byteLength(row) + 1, 0);

test('a cut keeps the longest start that fits, and at least one row', () => {
  fc.assert(
    fc.property(texts, fc.nat(400), (rows, budget) => {
      const kept = cutByBytes(rows, (row) => row, budget);
      expect(rows.slice(0, kept.length)).toEqual(kept);
      expect(kept.length).toBeGreaterThan(0);
      if (kept.length > 1) expect(weight(kept)).toBeLessThanOrEqual(budget);
      if (kept.length < rows.length) expect(weight(rows.slice(0, kept.length + 1))).toBeGreaterThan(budget);
    }),
  );
});

test('a cut around a row keeps it, is whole, fits, and cannot grow', () => {
  fc.assert(
    fc.property(texts, fc.nat(), fc.nat(400), (words, at, budget) => {
      const rows = words.map((word, i) => `${i}:${word}`);
      const anchor = at % rows.length;
      const kept = cutAround(rows, anchor, (row) => row, budget);
      const from = rows.indexOf(kept[0]!);
      const to = from + kept.length;
      expect(kept).toEqual(rows.slice(from, to));
      expect(kept).toContain(rows[anchor]);
      if (kept.length > 1) expect(weight(kept)).toBeLessThanOrEqual(budget);
      if (from > 0) expect(weight(rows.slice(from - 1, to))).toBeGreaterThan(budget);
      if (to < rows.length) expect(weight(rows.slice(from, to + 1))).toBeGreaterThan(budget);
    }),
  );
});

test('without enough to cut, all of it', () => {
  expect(cutByBytes([], String)).toEqual([]);
  expect(cutAround([], 0, String)).toEqual([]);
  expect(cutAround(['a', 'b', 'c'], 1, String)).toEqual(['a', 'b', 'c']);
});
