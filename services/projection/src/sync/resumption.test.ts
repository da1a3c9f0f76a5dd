import { decodeCursor } from '@messenger/proto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { decodeResumption, encodeResumption, type Resumption, stretchesOf } from './resumption.ts';

const shape = { generation: '0123abcd', chatShards: 2 };
const seq = fc.nat(1_000_000);
const resumption: fc.Arbitrary<Resumption> = fc
  .record({
    d: seq,
    c0: seq,
    c1: seq,
    r0: seq,
    r1: seq,
    begun: fc.option(fc.record({ shard: fc.nat(1), before: seq, after: seq })),
  })
  .map(({ d, c0, c1, r0, r1, begun }) => {
    const streams = { DIRECTORY: d, 'CHAT-0': c0, 'CHAT-1': c1, 'RECEIPTS-0': r0, 'RECEIPTS-1': r1 };
    const position = { generation: shape.generation, streams };
    if (!begun) return { position };
    const at = begun.shard === 0 ? c0 : c1;
    const stream = `CHAT-${begun.shard}`;
    return { position, begun: { stream, from: Math.max(0, at - begun.before), to: at + begun.after } };
  });

test('what is encoded is decoded, and is a cursor of its position', () => {
  fc.assert(
    fc.property(resumption, (resumption) => {
      const text = encodeResumption(resumption);
      expect(decodeResumption(text, shape)).toEqual(resumption);
      expect(decodeCursor(text)).toEqual(resumption.position);
    }),
  );
});

test('any text is decoded or refused, never thrown at', () => {
  fc.assert(fc.property(fc.string(), (text) => void decodeResumption(text, shape)));
  fc.assert(fc.property(fc.string(), (note) => void decodeResumption(`${shape.generation}.d-1~${note}`, shape)));
  expect(decodeResumption('ffffffff.d-1', shape)).toBeUndefined();
});

test('the stretches of a stream join without a gap, from where the device is to the end', () => {
  fc.assert(
    fc.property(
      resumption,
      fc.constantFrom('DIRECTORY', 'CHAT-0', 'CHAT-1', 'RECEIPTS-1'),
      fc.nat(2_000_000),
      (since, stream, end) => {
        const stretches = stretchesOf(stream, since, end);
        let at = since.position.streams[stream]!;
        for (const stretch of stretches) {
          expect(stretch.at).toBe(at);
          expect(stretch.from).toBeLessThanOrEqual(stretch.at);
          expect(stretch.to).toBeGreaterThan(stretch.at);
          at = stretch.to;
        }
        expect(at).toBe(Math.max(end, since.position.streams[stream]!));
      },
    ),
  );
});
