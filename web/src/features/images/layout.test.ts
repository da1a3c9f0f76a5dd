import { variantSides } from '@messenger/proto';
import { expect, test } from 'vitest';
import { boxOf, widthAt } from './layout.ts';

test('one image keeps its shape, within what a timeline can bear', () => {
  expect(boxOf([{ width: 1600, height: 1000 }])).toEqual({ width: 440, ratio: 1.6 });
  expect(boxOf([{ width: 900, height: 1800 }])).toEqual({ width: 216, ratio: 0.6 });
  expect(boxOf([{ width: 4000, height: 100 }])).toEqual({ width: 440, ratio: 2.6 });
  expect(boxOf([{ width: 200, height: 160 }])).toEqual({ width: 200, ratio: 1.25 });
  expect(boxOf([{ width: 2, height: 2 }])).toEqual({ width: 120, ratio: 1 });
});

test('several share a box that depends on their number alone', () => {
  const image = { width: 10, height: 900 };
  expect([2, 3, 4, 5].map((n) => boxOf(Array.from({ length: n }, () => image)).ratio)).toEqual([2, 1.5, 1.4, 1.25]);
});

test('a variant is as wide as its longest side allows, and never larger than the original', () => {
  expect(widthAt({ width: 1600, height: 1000 }, variantSides.medium)).toBe(800);
  expect(widthAt({ width: 1000, height: 1600 }, variantSides.thumbnail)).toBe(188);
  expect(widthAt({ width: 200, height: 100 }, variantSides.medium)).toBe(200);
});
