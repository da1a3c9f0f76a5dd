import { expect, test } from 'vitest';
import { Recent } from './recent.ts';

test('what was not used for longest is forgotten first', () => {
  const recent = new Recent<string>({ maxWeight: 2 });
  recent.set('a', 'A');
  recent.set('b', 'B');
  recent.get('a');
  recent.set('c', 'C');
  expect([recent.peek('a'), recent.peek('b'), recent.peek('c')]).toEqual(['A', undefined, 'C']);
});

test('weights count, also when a value is replaced; the newest stays even if it alone is too heavy', () => {
  const recent = new Recent<number>({ maxWeight: 10, weigh: (value) => value });
  recent.set('a', 4);
  recent.set('b', 4);
  recent.set('a', 5);
  expect([recent.size, recent.weight]).toEqual([2, 9]);
  recent.set('c', 12);
  expect([recent.size, recent.weight, recent.peek('c')]).toEqual([1, 12, 12]);
  recent.delete('c');
  recent.delete('c');
  expect([recent.size, recent.weight]).toEqual([0, 0]);
});
