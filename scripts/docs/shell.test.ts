import { expect, test } from 'vitest';
import { commandsOf, scriptLines } from './shell.ts';

const words = (script: string) => commandsOf(script).map((command) => command.words.join(' '));

test('commands are found between separators, without comments and redirections', () => {
  expect(words('a b; c && d # e\nf | g >> h 2>&1 & i\\\n  j')).toEqual(['a b', 'c', 'd', 'f', 'g', 'i j']);
});

test('quotes fall away, and hide what would separate', () => {
  expect(commandsOf(`a 'b; c' "d \\"e\\" #f" g#h i\\ j`)[0]!.words).toEqual(['a', 'b; c', 'd "e" #f', 'g#h', 'i j']);
});

test('assignments are no words', () => {
  expect(commandsOf('A=1 b="two words" c\nD=4')).toEqual([
    { words: ['c'], env: { A: '1', b: 'two words' }, line: 1 },
    { words: [], env: { D: '4' }, line: 2 },
  ]);
});

test('what is in substitutions, conditions, loops and functions is found too, on its line', () => {
  const script = 'x=$(a "$(b c)" | d)\nif ! e; then f; fi\nfor i in 1 2; do\n  g "$i"\ndone\nh() {\n  i "$1"\n}';
  const found = commandsOf(script, 10).map((command) => [command.words.join(' '), command.line]);
  expect(found).toEqual([
    ['', 10],
    ['e', 11],
    ['f', 11],
    ['g $i', 13],
    ['i $1', 16],
    ['b c', 10],
    ['a $…', 10],
    ['d', 10],
  ]);
});

test('lines that belong together are one, and comments stand beside them', () => {
  expect(scriptLines("# to begin\na 'b # c'   # what `a` shows\n\nd \\\n  e   # and on\nf() {\n  g\n}\n", 3)).toEqual([
    { code: "a 'b # c'", comment: 'what `a` shows', line: 4 },
    { code: 'd \\\n  e', comment: 'and on', line: 6 },
    { code: 'f() {\n  g\n}', comment: '', line: 8 },
  ]);
});
