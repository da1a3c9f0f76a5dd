import { expect, test } from 'vitest';
import { choose } from './limits.ts';

test('what is too much, too large or no image is told apart from what is taken', () => {
  const file = (type: string, size = 1) => ({ type, size }) as File;
  const [png, pdf, huge, gif] = [file('image/png'), file('application/pdf'), file('image/png', 1e8), file('image/gif')];
  expect(choose([png, pdf, huge, gif], 4)).toEqual({
    taken: [png],
    refused: [
      { file: pdf, reason: 'notAnImage' },
      { file: huge, reason: 'tooLarge' },
    ],
    tooMany: true,
  });
  expect(choose([png], 5)).toEqual({ taken: [], refused: [], tooMany: true });
  expect(choose([pdf], 5).tooMany).toBe(false);
});
