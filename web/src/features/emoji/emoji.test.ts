import { expect, test } from 'vitest';
import { nameBefore, parse, type Row, search } from './emoji.ts';

const rows: Row[] = [
  ['😺', 3, 'grinning cat', 'smiley_cat', 'cat face grin'],
  ['👍', 1, 'thumbs up', '+1 thumbsup', 'good like yes'],
  ['👎', 1, 'thumbs down', '-1 thumbsdown', 'bad no'],
  ['🐱', 3, 'cat face', 'cat', 'kitty pet'],
  ['🐈', 3, 'cat', 'cat2', 'pet'],
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
