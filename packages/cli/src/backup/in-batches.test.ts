import { expect, test } from 'vitest';
import { inBatches } from './in-batches.ts';

async function* upTo(count: number) {
  for (let n = 1; n <= count; n++) yield n;
}
async function batches(count: number): Promise<number[][]> {
  const found: number[][] = [];
  for await (const batch of inBatches(upTo(count), 2)) found.push(batch);
  return found;
}

test('everything comes once and in order, in batches that are full but for the last', async () => {
  expect(await batches(0)).toEqual([]);
  expect(await batches(1)).toEqual([[1]]);
  expect(await batches(4)).toEqual([
    [1, 2],
    [3, 4],
  ]);
  expect(await batches(5)).toEqual([[1, 2], [3, 4], [5]]);
});

test('a source is closed when whoever takes from it gives up', async () => {
  let closed = false;
  async function* source() {
    try {
      yield* upTo(5);
    } finally {
      closed = true;
    }
  }
  for await (const _ of inBatches(source(), 2)) break;
  expect(closed).toBe(true);
});
