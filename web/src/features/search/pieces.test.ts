import { expect, test } from 'vitest';
import { piecesOf } from './pieces.ts';

const cut = (text: string, ...highlights: [number, number][]) =>
  piecesOf(text, highlights).map((piece) => (piece.found ? `[${piece.text}]` : piece.text));

test('a text is cut by code points', () => {
  expect(cut('👍 tea and tea', [2, 5], [10, 13])).toEqual(['👍 ', '[tea]', ' and ', '[tea]']);
  expect(cut('tea', [0, 3])).toEqual(['[tea]']);
  expect(cut('tea')).toEqual(['tea']);
  expect(cut('tea', [1, 99])).toEqual(['t', '[ea]']);
  expect(cut('', [0, 1])).toEqual([]);
});

test('marks are not shown, and a find that they cut is found as a whole', () => {
  expect(cut('**tea** and `tea`', [2, 5], [13, 16])).toEqual(['[tea]', ' and ', '[tea]']);
  expect(cut('t**ea**', [0, 5])).toEqual(['[tea]']);
  expect(cut('- tea\n- cake\n\n> [tea](https://a.example)', [2, 5], [17, 20])).toEqual([
    '• ',
    '[tea]',
    '\n• cake\n',
    '[tea]',
  ]);
});

test('what was found in an address alone shows no find', () => {
  expect(cut('[cake](https://tea.example)', [15, 18])).toEqual(['cake']);
});

test('a long text begins a little before what was found', () => {
  const before = 'word '.repeat(40);
  expect(cut(`${before}tea`, [200, 203])).toEqual([`…${'word '.repeat(5)}`, '[tea]']);
  expect(cut(`${'x'.repeat(99)} tea`, [100, 103])[0]).toMatch(/^…x* $/);
  expect(cut(before)).toEqual([before]);
});
