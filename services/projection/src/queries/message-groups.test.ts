import fc from 'fast-check';
import { expect, test } from 'vitest';
import { maxReplyBytes } from './bytes.ts';
import { cutGroups, type Group, maxNotices, textsOf } from './message-groups.ts';

const group = fc.record({
  ordinal: fc.nat(),
  message: fc.option(fc.nat(maxReplyBytes / 3).map((length) => 'x'.repeat(length))),
  notices: fc.nat(maxNotices).map((length): string[] => Array(length).fill('n')),
});
const weigh = (groups: Group[]) => groups.flatMap(textsOf).reduce((sum, text) => sum + text.length + 1, 0);
const count = (groups: Group[]) => groups.reduce((sum, { notices }) => sum + notices.length, 0);
const fits = (groups: Group[]) => weigh(groups) <= maxReplyBytes && count(groups) <= maxNotices;

test('a cut around a group keeps it, is whole, fits, and cannot grow', () => {
  fc.assert(
    fc.property(fc.array(group, { minLength: 1, maxLength: 12 }), fc.nat(), (groups, at) => {
      const anchor = groups[at % groups.length]!;
      const kept = cutGroups(groups, groups.indexOf(anchor));
      const from = groups.indexOf(kept[0]!);
      const to = from + kept.length;
      expect(kept).toEqual(groups.slice(from, to));
      expect(kept).toContain(anchor);
      expect(fits(kept)).toBe(true);
      if (from > 0) expect(fits(groups.slice(from - 1, to))).toBe(false);
      if (to < groups.length) expect(fits(groups.slice(from, to + 1))).toBe(false);
    }),
    { numRuns: 60 },
  );
});

test('of nothing, nothing', () => {
  expect(cutGroups([], 0)).toEqual([]);
});
