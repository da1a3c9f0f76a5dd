import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Cursor,
  chatStream,
  covers,
  decodeCursor,
  directoryStream,
  encodeCursor,
  markOf,
  mergeCursors,
  receiptStream,
  startOf,
  withMarks,
} from './index.ts';

const generation = fc.stringMatching(/^[0-9a-f]{8}$/);
const shard = fc.integer({ min: 0, max: 63 });
const stream = fc.oneof(fc.constant(directoryStream), shard.map(chatStream), shard.map(receiptStream));
const seq = fc.integer({ min: 0, max: 999_999_999_999_999 });
const mark = fc.stringMatching(/^[0-9a-f]{6}$/);
const cursor: fc.Arbitrary<Cursor> = fc
  .tuple(generation, fc.dictionary(stream, fc.tuple(seq, fc.option(mark)), { noNullPrototype: true }))
  .map(([generation, places]) => {
    const of = <T>(value: (place: [number, string | null]) => T) =>
      Object.fromEntries(Object.entries(places).map(([name, place]) => [name, value(place)]));
    return withMarks(
      { generation, streams: of(([seq]) => seq) },
      of(([, mark]) => mark ?? undefined),
    );
  });
const pair = fc
  .tuple(generation, fc.dictionary(stream, seq), fc.dictionary(stream, seq))
  .map(([generation, a, b]): [Cursor, Cursor] => [
    { generation, streams: a },
    { generation, streams: b },
  ]);

test('what was encoded is decoded to the same', () => {
  fc.assert(
    fc.property(cursor, (original) => {
      const text = encodeCursor(original);
      expect(text).toMatch(/^[0-9a-z.-]+$/);
      expect(decodeCursor(text)).toEqual(original);
    }),
  );
});

test('an operator can read it', () => {
  const streams = { [directoryStream]: 4, [chatStream(0)]: 17, [receiptStream(12)]: 9 };
  expect(encodeCursor({ generation: '0a1b2c3d', streams })).toBe('0a1b2c3d.d-4.c0-17.r12-9');
  const marks = { [chatStream(0)]: markOf('0199c0de-1234-7abc-8def-0123456789ab')! };
  expect(encodeCursor({ generation: '0a1b2c3d', streams, marks })).toBe('0a1b2c3d.d-4.c0-17-6789ab.r12-9');
});

test('junk is none, and never throws', () => {
  fc.assert(fc.property(fc.string(), (text) => decodeCursor(text) === undefined));
  for (const text of [
    '',
    '0a1b2c3',
    '0A1B2C3D',
    '0a1b2c3d.',
    '0a1b2c3d.x0-1',
    '0a1b2c3d.c0',
    '0a1b2c3d.c-1',
    '0a1b2c3d.c0--1',
    '0a1b2c3d.c0-1.5',
    '0a1b2c3d.c0-1\n',
    '0a1b2c3d.c0-1e3',
    '0a1b2c3d.c0-1-',
    '0a1b2c3d.c0-1-12345',
    '0a1b2c3d.c0-1-1234567',
    '0a1b2c3d.c0-1-12345g',
    '0a1b2c3d.c0-9999999999999999',
    '0a1b2c3d.__proto__-1',
    `0a1b2c3d${'.c0-1'.repeat(1_000)}`,
  ])
    expect(decodeCursor(text), text.slice(0, 40)).toBeUndefined();
});

test('of two cursors of one log the merged one covers both, and nothing more', () => {
  fc.assert(
    fc.property(pair, ([a, b]) => {
      const merged = mergeCursors(a, b);
      expect(covers(merged, a) && covers(merged, b)).toBe(true);
      for (const [name, at] of Object.entries(merged.streams)) {
        expect([a.streams[name], b.streams[name]]).toContain(at);
      }
      expect(covers(a, merged)).toBe(covers(a, b));
    }),
  );
});

test('another generation is another log', () => {
  const mine = { generation: '00000001', streams: { [directoryStream]: 1 } };
  expect(mergeCursors(mine, { generation: '00000002', streams: { [directoryStream]: 9 } })).toBe(mine);
});

test('the start names every stream of the log', () => {
  expect(startOf({ generation: '0a1b2c3d', chatShards: 2 }).streams).toEqual({
    [directoryStream]: 0,
    [chatStream(0)]: 0,
    [receiptStream(0)]: 0,
    [chatStream(1)]: 0,
    [receiptStream(1)]: 0,
  });
});

test('a mark goes with the position it is of', () => {
  const at = (seq: number, mark?: string): Cursor =>
    withMarks({ generation: '0a1b2c3d', streams: { 'CHAT-0': seq } }, { 'CHAT-0': mark });
  expect(mergeCursors(at(1, 'aaaaaa'), at(2, 'bbbbbb'))).toEqual(at(2, 'bbbbbb'));
  expect(mergeCursors(at(2, 'bbbbbb'), at(1, 'aaaaaa'))).toEqual(at(2, 'bbbbbb'));
  expect(mergeCursors(at(1, 'aaaaaa'), at(2))).toEqual(at(2));
  expect(mergeCursors(at(2), at(2, 'bbbbbb'))).toEqual(at(2, 'bbbbbb'));
  expect(mergeCursors(at(2, 'aaaaaa'), at(2))).toEqual(at(2, 'aaaaaa'));
});
