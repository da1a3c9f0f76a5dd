import type { ReceiptCursor } from '@messenger/proto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Authors } from './authors.ts';
import { type Cursors, countOf, crossed } from './crossed.ts';

const members = ['ann', 'bob', 'eve', 'joe', 'kim'];
const cursor = (at: number): ReceiptCursor => ({ delivered: at, read: at, shownRead: at });
const cursorsOf = (at: number[]): Cursors => Object.fromEntries(members.map((name, i) => [name, cursor(at[i] ?? 0)]));

const setting = fc.record({
  /** Who wrote each message, from ordinal 1 on. */
  written: fc.array(fc.nat(members.length - 1), { minLength: 1, maxLength: 30, size: 'max' }),
  /** How many of the first are not known here, and how many of the last have not come here. */
  before: fc.nat(30),
  notYet: fc.nat(3),
  from: fc.array(fc.nat(30), { minLength: members.length, maxLength: members.length }),
  moved: fc.array(fc.oneof(fc.constant(0), fc.nat(30)), { minLength: members.length, maxLength: members.length }),
  knowsBefore: fc.boolean(),
});

test('of each author the newest message that another went over, found by the plainest means', () => {
  fc.assert(
    fc.property(setting, ({ written, before, notYet, from, moved, knowsBefore }) => {
      const last = written.length;
      const start = cursorsOf(from.map((at) => Math.min(at, last)));
      const after = cursorsOf(from.map((at, i) => Math.min(Math.min(at, last) + moved[i]!, last)));
      const authors = new Authors();
      for (let ordinal = before + 1; ordinal <= last - notYet; ordinal++) {
        authors.note(ordinal, members[written[ordinal - 1]!]!);
      }
      const { newest, unknown } = crossed('delivered', knowsBefore ? start : undefined, after, authors);
      const went = (name: string, ordinal: number) =>
        members.some(
          (other) =>
            other !== name &&
            ordinal <= after[other]!.delivered &&
            ordinal > (knowsBefore ? start[other]!.delivered : 0),
        );
      for (const [i, name] of members.entries()) {
        const own = written.flatMap((author, at) => (author === i ? [at + 1] : []));
        const known = own.filter((ordinal) => ordinal > before && ordinal <= last - notYet);
        expect(newest.get(name)).toBe(known.findLast((ordinal) => went(name, ordinal)));
        const asked = unknown.find(({ userId }) => userId === name);
        const older = own.filter((ordinal) => ordinal < authors.first && went(name, ordinal)).at(-1);
        if (newest.has(name)) expect(asked).toBeUndefined();
        else if (older !== undefined) expect(asked?.upTo).toBeGreaterThanOrEqual(older);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('counts the members other than the author who are there', () => {
  const cursors = cursorsOf([5, 3, 5, 2, 9]);
  expect(countOf('delivered', cursors, 'ann', 5)).toBe(2);
  expect(countOf('delivered', cursors, 'bob', 3)).toBe(3);
  expect(countOf('shownRead', cursors, 'kim', 9)).toBe(0);
});

test('authors are remembered without a hole, and not without end', () => {
  const authors = new Authors();
  expect([authors.first, authors.last]).toEqual([Number.POSITIVE_INFINITY, 0]);
  for (let ordinal = 7; ordinal <= 5_000; ordinal++) authors.note(ordinal, `u${ordinal}`);
  expect(authors.of(5_000)).toBe('u5000');
  expect(authors.last - authors.first).toBeLessThan(1_000);
  authors.note(4_999, 'again');
  expect(authors.of(4_999)).toBe('u4999');
  authors.note(6_000, 'ann');
  expect([authors.first, authors.last, authors.of(5_000)]).toEqual([6_000, 6_000, undefined]);
});
