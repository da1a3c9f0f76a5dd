import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cutByBytes } from './bytes.ts';

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

test('without enough to cut, all of it', () => {
  expect(cutByBytes([], String)).toEqual([]);
  expect(cutByBytes(['a', 'b', 'c'], String)).toEqual(['a', 'b', 'c']);
});
