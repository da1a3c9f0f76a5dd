import { expect, test } from 'vitest';
import { patternOf, termsOf } from './terms.ts';

const brief = (q: string) => termsOf(q).map((term) => [patternOf(term), term.grams.join(), term.indexed]);

test('words are found anywhere, what is too short for that at the beginning of a word', () => {
  expect(brief('Harbour  of c++ :)')).toEqual([
    ['%harbour%', '', true],
    ['% of%', '', true],
    ['% c++%', '', true],
    ['% :)%', '', false],
  ]);
});

test('what is in quotation marks, of whatever kind, is one term', () => {
  expect(brief('"Quick  brown" fox „zum Hafen“ "open end')).toEqual([
    ['%quick brown%', '', true],
    ['%fox%', '', true],
    ['%zum hafen%', '', true],
    ['%open end%', '', true],
  ]);
});

test('characters that carry words are looked up singly and in pairs', () => {
  expect(brief('字')).toEqual([['%字%', '字', true]]);
  expect(brief('天気予報 iPhone手')).toEqual([
    ['%天気予報%', '天気,気予,予報', true],
    ['%iphone手%', '手', true],
  ]);
  expect(brief('👍')).toEqual([['%👍%', '👍', true]]);
});

test('nothing of a term is special', () => {
  expect(brief('100% a_b \\d')).toEqual([
    ['%100\\%%', '', true],
    ['% a\\_b%', '', true],
    ['% \\\\d%', '', false],
  ]);
});

test('each term once, and not too many; nothing but white space is none', () => {
  expect(termsOf('Ann ann ÁNN')).toHaveLength(1);
  expect(termsOf('a b c d e f g h i j k l')).toHaveLength(10);
  expect(termsOf(' "" ')).toEqual([]);
});
