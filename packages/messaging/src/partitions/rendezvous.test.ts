import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ownerOf } from './rendezvous.ts';

const partitions = Array.from({ length: 64 }, (_, partition) => partition);
const ids = fc.uniqueArray(fc.uuid(), { minLength: 1, maxLength: 8 });

test('everybody comes to the same owner, in whatever order they know of the others', () => {
  fc.assert(
    fc.property(ids, (instances) => {
      for (const partition of partitions) {
        const owner = ownerOf(partition, instances);
        expect(instances).toContain(owner);
        expect(ownerOf(partition, instances.toReversed())).toBe(owner);
      }
    }),
  );
});

test('who leaves gives up its own partitions, and no other moves', () => {
  fc.assert(
    fc.property(ids, ([leaving, ...others]) => {
      for (const partition of partitions) {
        const before = ownerOf(partition, [leaving!, ...others]);
        if (before !== leaving) expect(ownerOf(partition, others)).toBe(before);
      }
    }),
  );
});

test('nobody is left with too little or too much', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.uuid(), { minLength: 2, maxLength: 4 }), (instances) => {
      const fair = 1_024 / instances.length;
      const counts = new Map(instances.map((id) => [id, 0]));
      for (let partition = 0; partition < 1_024; partition++) {
        const owner = ownerOf(partition, instances)!;
        counts.set(owner, counts.get(owner)! + 1);
      }
      for (const count of counts.values()) {
        expect(count).toBeGreaterThan(fair * 0.6);
        expect(count).toBeLessThan(fair * 1.5);
      }
    }),
  );
});

test('nobody there, no owner', () => {
  expect(ownerOf(7, [])).toBeUndefined();
});
