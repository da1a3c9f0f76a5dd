import { expect, test } from 'vitest';
import {
  chatStreamOf,
  logStreams,
  partitionCount,
  partitionOf,
  receiptStreamOf,
  streamSpecs,
  subjects,
} from './index.ts';
import { partitionsOfShard, shardOfPartition } from './streams.ts';

const shardCounts = Array.from({ length: partitionCount }, (_, i) => i + 1);
const allPartitions = Array.from({ length: partitionCount }, (_, i) => i);

test.each(shardCounts)('%i shards take each partition once, in contiguous ranges, none empty', (shards) => {
  const ranges = Array.from({ length: shards }, (_, shard) => partitionsOfShard(shard, shards));
  expect(ranges.flat()).toEqual(allPartitions);
  expect(ranges.every((range) => range.length > 0)).toBe(true);
  for (const [shard, range] of ranges.entries()) {
    for (const partition of range) expect(shardOfPartition(partition, shards)).toBe(shard);
  }
});

test.each([1, 3, 64])('with %i shards no subject belongs to two streams', (shards) => {
  const all = streamSpecs(shards).flatMap((spec) => spec.subjects);
  expect(new Set(all).size).toBe(all.length);
  for (const partition of allPartitions) {
    expect(all).toContain(subjects.chatEventsOfPartition(partition));
    expect(all).toContain(subjects.receiptsOfPartition(partition));
  }
});

test("a chat's stream is the one that takes its subject", () => {
  const shape = { generation: '0a1b2c3d', chatShards: 7 };
  const id = '0199c0de-1234-7abc-8def-0123456789ab';
  const holding = (subject: string) => streamSpecs(7).find((spec) => spec.subjects.includes(subject))?.name;
  expect(chatStreamOf(id, shape)).toBe(holding(subjects.chatEventsOfPartition(partitionOf(id))));
  expect(receiptStreamOf(id, shape)).toBe(holding(subjects.receiptsOfPartition(partitionOf(id))));
});

test('the streams of the log are those that are made', () => {
  expect(logStreams({ chatShards: 3 })).toEqual(streamSpecs(3).map(({ name }) => name));
});

test('receipts keep one message a chat, everything else keeps all', () => {
  for (const spec of streamSpecs(2)) {
    expect(spec.maxMsgsPerSubject).toBe(spec.name.startsWith('RECEIPTS') ? 1 : undefined);
  }
});
