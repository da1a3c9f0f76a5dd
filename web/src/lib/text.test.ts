import { expect, test } from 'vitest';
import { codePoints, finder, fold, hueOf, initials, isEmojiOnly } from './text.ts';

test('length counts code points', () => {
  expect(codePoints('añ👍🏽')).toBe(4);
});

test('up to three emoji alone are large', () => {
  for (const text of ['👍', 'ℹ️', ' 👍🏽 ❤️', '👨‍👩‍👧‍👦🇩🇪🎉']) expect(isEmojiOnly(text)).toBe(true);
  for (const text of ['', '  ', '👍👍👍👍', 'ok 👍', '1', '#']) expect(isEmojiOnly(text)).toBe(false);
});

test('initials are of the first and last word, whatever the script', () => {
  expect(initials('Ann Lee')).toBe('AL');
  expect(initials('mary ann van_dyk')).toBe('MD');
  expect(initials('bob')).toBe('B');
  expect(initials('王小明')).toBe('王');
  expect(initials('👩‍🚀 Kim')).toBe('👩‍🚀K');
});

test('hues spread over all eight', () => {
  const hues = new Set(Array.from({ length: 200 }, (_, i) => hueOf(`0190a000-0000-7000-8000-${i}`)));
  expect(hues.size).toBe(8);
});

test('folding ignores case and accents', () => {
  expect(fold('ZOË Ström')).toBe('zoe strom');
});

test('a filter finds what has all its words, in any order, case and accents', () => {
  const found = (filter: string) => ['Zoë Ström', 'Zoe Okafor', 'Ben'].filter(finder(filter));
  expect(found('strom zoe')).toEqual(['Zoë Ström']);
  expect(found('ZOË')).toEqual(['Zoë Ström', 'Zoe Okafor']);
  expect(found('zoe ben')).toEqual([]);
  expect(found('  ')).toHaveLength(3);
});
