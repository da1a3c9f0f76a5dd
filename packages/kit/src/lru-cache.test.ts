import { expect, test } from 'vitest';
import { LruCache } from './lru-cache.ts';

test('what was not used for longest is forgotten first', () => {
  const cache = new LruCache<string>({ maxWeight: 2 });
  cache.set('a', 'A');
  cache.set('b', 'B');
  cache.get('a');
  cache.set('c', 'C');
  expect([cache.peek('a'), cache.peek('b'), cache.peek('c')]).toEqual(['A', undefined, 'C']);
});

test('weights count, also when a value is replaced; the newest stays even if it alone is too heavy', () => {
  const cache = new LruCache<number>({ maxWeight: 10, weigh: (value) => value });
  cache.set('a', 4);
  cache.set('b', 4);
  cache.set('a', 5);
  expect([cache.size, cache.weight]).toEqual([2, 9]);
  cache.set('c', 12);
  expect([cache.size, cache.weight, cache.peek('c')]).toEqual([1, 12, 12]);
  cache.delete('c');
  cache.delete('c');
  expect([cache.size, cache.weight]).toEqual([0, 0]);
});
