import { expect, test } from 'vitest';
import { nameBefore, named, parse, type Row, search, wholeNameBefore } from './emoji.ts';

const rows: Row[] = [
  ['😺', 3, 'grinning cat', 'smiley_cat', 'cat face grin'],
  ['👍', 1, 'thumbs up', '+1 thumbsup', 'good like yes'],
  ['👎', 1, 'thumbs down', '-1 thumbsdown', 'bad no'],
  ['🐱', 3, 'cat face', 'cat', 'kitty pet'],
  ['🐈', 3, 'cat', 'cat2', 'pet'],
  ['🚒', 5, 'fire engine', 'fire_engine', 'truck'],
  ['🔥', 5, 'fire', 'fire', 'flame'],
  ['💘', 8, 'heart with arrow', 'cupid', 'cupid'],
  ['❤️', 8, 'red heart', 'heart', 'emotion love'],
  ['🇨🇭', 9, 'Flagge: Schweiz', '', 'CH'],
];
const all = parse(rows);
const found = (wanted: string) => search(all, wanted, 10).map(({ emoji }) => emoji);

test('a name comes before its beginnings, and those before words', () => {
  expect(found('cat')).toEqual(['🐱', '🐈', '😺']);
  expect(found('thumbs')).toEqual(['👍', '👎']);
  expect(found('+1')).toEqual(['👍']);
  expect(found('pet')).toEqual(['🐱', '🐈']);
  expect(found('Down Thumb')).toEqual(['👎']);
  expect(found('schweiz')).toEqual(['🇨🇭']);
  expect(found(' ')).toEqual([]);
  expect(search(all, 'cat', 2)).toHaveLength(2);
});

test('who has the very name comes first, wherever it stands', () => {
  expect(found('fire')).toEqual(['🔥', '🚒']);
  expect(found('heart')).toEqual(['❤️', '💘']);
  expect(['cat', 'CAT2', 'pet', 'smiley'].map((name) => named(all, name)?.emoji)).toEqual([
    '🐱',
    '🐈',
    undefined,
    undefined,
  ]);
});

test('what has no name is called by its label, and what the browser does not know is left out', () => {
  expect(all.at(-1)?.names).toEqual(['flagge_schweiz']);
  expect(parse([['👍👎', 1, 'two', '', '']])).toEqual([]);
});

test('a name is taken up from its second letter, where a word may begin', () => {
  expect(nameBefore('so :ca', 6)).toEqual({ from: 3, name: 'ca' });
  expect(nameBefore(':thumbs_up and', 10)).toEqual({ from: 0, name: 'thumbs_up' });
  expect(nameBefore('👍:+1', 5)).toEqual({ from: 2, name: '+1' });
  for (const text of ['so :c', 'at 10:30', 'http://x', 'so : ca', 'a:ca'])
    expect(nameBefore(text, text.length)).toBeUndefined();
});

test('a name ends at its second colon', () => {
  expect(wholeNameBefore('so :cat: and', 8)).toEqual({ from: 3, name: 'cat' });
  expect(wholeNameBefore(':x:', 3)).toEqual({ from: 0, name: 'x' });
  for (const text of ['so :cat', 'at 10:30:', 'a:cat:', '::'])
    expect(wholeNameBefore(text, text.length)).toBeUndefined();
});
