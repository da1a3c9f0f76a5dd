import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Happened, Recent } from './recent.ts';

const at = '2026-11-23T08:00:00.000Z';
const idOf = (n: number) => `01990000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`;
const happened = (n: number, version: number): Happened => ({
  id: idOf(n),
  type: 'MessageSent',
  by: idOf(n % 3),
  version,
  ordinal: version,
  at,
});

/** Distinct ids in any order, enough of them to be dropped. */
const numbers = fc
  .tuple(fc.integer({ min: 0, max: 1_400 }), fc.infiniteStream(fc.integer({ min: 0, max: 0xffffff })))
  .map(([length, stream]) => [...new Set(stream.take(length))]);

test('remembers the newest, and of what it dropped says that it may have been there', () => {
  fc.assert(
    fc.property(numbers, fc.integer({ min: 0, max: 0xffffff }), (all, other) => {
      let recent = Recent.none;
      for (const [i, n] of all.entries()) recent = recent.with(happened(n, i + 1));
      const kept = all.slice(-960);
      const dropped = all.slice(0, -1_024);
      expect(recent.size).toBe(all.filter((n) => recent.find(idOf(n))).length);
      for (const n of kept) expect(recent.find(idOf(n))?.version).toBe(all.indexOf(n) + 1);
      for (const n of dropped) {
        expect(recent.find(idOf(n))).toBeUndefined();
        expect(recent.mayHaveDropped(idOf(n))).toBe(true);
      }
      if (!all.includes(other)) expect(recent.find(idOf(other))).toBeUndefined();
      if (all.length <= 1_024) expect(recent.mayHaveDropped(idOf(other))).toBe(false);
      expect(recent.mayHaveDropped(idOf(0x1000000))).toBe(false);
    }),
    { numRuns: 30 },
  );
});

test('ids made in order never need to be looked up', () => {
  let recent = Recent.none;
  for (let n = 1; n <= 5_000; n++) {
    expect(recent.mayHaveDropped(idOf(n))).toBe(false);
    recent = recent.with(happened(n, n));
  }
});

/** An id made at a time, in ms (UUIDv7). */
const madeAt = (ms: number) => {
  const hex = ms.toString(16).padStart(12, '0');
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
};
const start = Date.parse(at);

test('an id that is random, or of a clock that is ahead, makes no other be looked up once it is dropped', () => {
  const strange = [madeAt(start + 2_000_500), 'f3b1c0de-0000-4000-8000-000000000000'];
  let recent = Recent.none;
  for (const [i, id] of strange.entries()) recent = recent.with({ ...happened(i, i + 1), id });
  for (let n = 1; n <= 4_000; n++) {
    const ms = start + n * 1_000;
    expect(recent.mayHaveDropped(madeAt(ms))).toBe(false);
    recent = recent.with({ ...happened(n, n + 2), id: madeAt(ms), at: new Date(ms).toISOString() });
    if (n % 500 !== 0) continue;
    for (const id of strange) expect(Boolean(recent.find(id)) || recent.mayHaveDropped(id)).toBe(true);
    const json = recent.toJson();
    recent = Recent.fromJson(JSON.parse(JSON.stringify(json)));
    expect(recent.toJson()).toEqual(json);
    // A release that knows of the greatest alone takes none of them for new.
    for (const id of strange) expect(recent.find(id) || id <= json.greatestDropped).toBeTruthy();
  }
  const { dropped: _, ...before } = recent.toJson();
  for (const id of strange) expect(Recent.fromJson(before).mayHaveDropped(id)).toBe(true);
});

test('of ids in no order at all none that was dropped is taken for new, and few are kept', () => {
  const random = (n: number) => madeAt((n * 0x9e37_79b9_7f4b) % 2 ** 48);
  let recent = Recent.none;
  for (let n = 1; n <= 3_000; n++) recent = recent.with({ ...happened(n, n), id: random(n) });
  for (let n = 1; n <= 3_000; n++) {
    expect(Boolean(recent.find(random(n))) || recent.mayHaveDropped(random(n))).toBe(true);
  }
  expect(recent.toJson().dropped!.ahead.length).toBeLessThanOrEqual(128);
});

test('tells what happened to a message, in order, and from which version on it knows everything', () => {
  let recent = Recent.none;
  expect(recent.since()).toBe(1);
  for (let n = 1; n <= 1_100; n++) {
    const about = n % 100 === 0 ? { about: idOf(7), type: 'ReactionAdded' as const, emoji: '👍' } : {};
    recent = recent.with({ ...happened(n, n), ...about });
  }
  expect(recent.since()).toBe(129);
  expect(recent.find(idOf(128))).toBeUndefined();
  const versions = [200, 300, 400, 500, 600, 700, 800, 900, 1_000, 1_100];
  expect(recent.about(idOf(7)).map(({ version }) => version)).toEqual(versions);
  expect(recent.about(idOf(8))).toEqual([]);
});

test('adding leaves the former as it was', () => {
  const before = Recent.none.with(happened(1, 1));
  const after = before.with(happened(2, 2));
  expect(before.find(idOf(2))).toBeUndefined();
  expect(after.find(idOf(1))).toEqual(happened(1, 1));
});

test.each([0, 1, 64, 65, 1_023, 1_024, 1_025, 1_500])('%i of them come back from a snapshot as they were', (count) => {
  let recent = Recent.none;
  for (let n = 1; n <= count; n++) recent = recent.with(happened(n, n));
  let again = Recent.fromJson(JSON.parse(JSON.stringify(recent.toJson())));
  expect(again.toJson()).toEqual(recent.toJson());
  for (let n = count + 1; n <= count + 130; n++) {
    recent = recent.with(happened(n, n));
    again = again.with(happened(n, n));
  }
  expect(again.toJson()).toEqual(recent.toJson());
});
