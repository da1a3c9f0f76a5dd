import { expect, test } from 'vitest';
import { fit, fitted, held, maxScale, swipeOf, zoomAt } from './zoom.ts';

const stage = { width: 800, height: 600 };

test('an image is shown whole, and never larger than it is', () => {
  expect(fit({ width: 1600, height: 600 }, stage)).toEqual({ width: 800, height: 300 });
  expect(fit({ width: 300, height: 1200 }, stage)).toEqual({ width: 150, height: 600 });
  expect(fit({ width: 20, height: 10 }, stage)).toEqual({ width: 20, height: 10 });
});

test('zooming leaves what is under the pointer under it', () => {
  const at = { x: 120, y: -40 };
  const once = zoomAt(fitted, 2, at);
  const twice = zoomAt(once, 4, at);
  // A point of the image, in its own px from its middle: (at - offset) / scale.
  for (const { scale, x, y } of [once, twice]) expect([(at.x - x) / scale, (at.y - y) / scale]).toEqual([120, -40]);
  expect(zoomAt(fitted, 100, at).scale).toBe(maxScale);
  expect(zoomAt(twice, 0.2, at).scale).toBe(1);
});

test('an image cannot be pushed off the stage', () => {
  const image = { width: 800, height: 300 };
  expect(held({ scale: 1, x: 90, y: 90 }, image, stage)).toEqual({ scale: 1, x: 0, y: 0 });
  expect(held({ scale: 3, x: 2_000, y: -2_000 }, image, stage)).toEqual({ scale: 3, x: 800, y: -150 });
  expect(held({ scale: 3, x: 10, y: 5 }, image, stage)).toEqual({ scale: 3, x: 10, y: 5 });
});

test('a swipe is told from a slip', () => {
  expect([swipeOf(-90, 10), swipeOf(90, -20), swipeOf(10, 140)]).toEqual(['next', 'previous', 'close']);
  expect([swipeOf(30, 5), swipeOf(70, 65), swipeOf(0, -140)]).toEqual([undefined, undefined, undefined]);
});
