import fc from 'fast-check';
import { expect, test } from 'vitest';
import { excerpt } from './excerpt.ts';

test('one line without marks', () => {
  expect(excerpt('**Hi**\n\n> you\n- a\n- b', 50)).toBe('Hi you • a • b');
});

test('what is too long ends in an ellipsis, at most so many code points in all', () => {
  expect(excerpt('one two three', 8)).toBe('one two…');
  expect(excerpt('one two three', 13)).toBe('one two three');
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 80 }), fc.integer({ min: 0, max: 60 }), (text, max) => {
      const line = excerpt(text, max);
      expect([...line].length).toBeLessThanOrEqual(max);
      expect(line).not.toMatch(/[\n\r]/);
    }),
  );
});

test('what is seen as one character is not cut', () => {
  expect(excerpt('ab👩‍👩‍👧‍👦cd', 5)).toBe('ab…');
  expect(excerpt('👩‍👩‍👧‍👦', 3)).toBe('👩‍…');
});
