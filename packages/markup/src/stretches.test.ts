import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stretchesOf } from './stretches.ts';

test('what is shown, each stretch with its place in the source', () => {
  expect(stretchesOf('**Hi** [you](https://a.example)\n\n- a\n- `b`\n\n```\nc\n```')).toEqual([
    { text: 'Hi', at: 2 },
    { text: ' ', at: 6 },
    { text: 'you', at: 8 },
    { text: '\n' },
    { text: '• ' },
    { text: 'a', at: 35 },
    { text: '\n' },
    { text: '• ' },
    { text: 'b', at: 40, code: true },
    { text: '\n' },
    { text: 'c', at: 48, code: true },
  ]);
});

test('a place is where the source has that very text', () => {
  const corners = fc.constantFrom(
    '**',
    '*',
    '_',
    '`',
    '```\n',
    '> ',
    '- ',
    '1. ',
    '\n',
    '[a](https://b.c)',
    '𝕏',
    ' ',
    'x',
  );
  fc.assert(
    fc.property(fc.array(corners, { maxLength: 30 }), (parts) => {
      const source = parts.join('');
      for (const { text, at } of stretchesOf(source)) {
        if (at !== undefined) expect(source.slice(at, at + text.length)).toBe(text);
      }
    }),
  );
});
