import * as server from '@messenger/proto';
import { isBlank, isUnruly } from '@messenger/proto/visible';
import { expect, test } from 'vitest';
import { codePoints, finder, fold, hueOf, initials, isEmojiOnly, isolating } from './text.ts';

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

test('nothing to see, and what no name may hold, are what the server says', () => {
  for (const text of [
    '',
    ' ',
    '\u200b',
    '\u3164\u00ad',
    '\u2800',
    'a',
    '👩‍👩‍👧‍👦',
    'Ann\u202e',
    '\u2067Ann',
    'a\nb',
    'a\u0007',
    'שלום',
  ]) {
    expect(isBlank(text), text).toBe(server.isBlank(text));
    expect(isBlank(text) || isUnruly(text), text).toBe(server.nameFlaw(text) !== undefined);
  }
});

test('a name within a sentence changes no order but its own', () => {
  const words = isolating({
    language: { locale: 'en' },
    part: { of: (name: string, n: number) => `${name}, ${n}`, all: (names: string[]) => names.join(' + ') },
  });
  expect(words.language.locale).toBe('en');
  expect(words.part.of('Ann', 3)).toBe('Ann, 3');
  expect(words.part.of('محمد', 3)).toBe('\u2068محمد\u2069, 3');
  expect(words.part.all(['Ann', 'Ann\u202e'])).toBe('Ann + \u2068Ann\u202e\u2069');
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
