import { expect, test } from 'vitest';
import { withPlainExcerpts } from './excerpts.ts';

const message = (excerpt: string, text = 'a reply') =>
  `{"id": "1", "text": ${JSON.stringify(text)}, "replyTo": {"excerpt": ${JSON.stringify(excerpt)}, "ordinal": 3}}`;
const shown = (excerpt: string) => JSON.parse(withPlainExcerpts(message(excerpt))).replyTo.excerpt;

test('an excerpt is one line without marks, at most 200 characters', () => {
  expect(shown('**Look**: `code`\n> quoted')).toBe('Look: code quoted');
  expect(shown('')).toBe('');
  expect(shown('say "hi" \\ 世界')).toBe('say "hi" \\ 世界');
  expect([...shown('x'.repeat(1_000))]).toHaveLength(200);
});

test('nothing else is touched, whatever a text says', () => {
  const text = '"excerpt": "**not one**"';
  const json = withPlainExcerpts(message('**one**', text));
  expect(JSON.parse(json)).toEqual({ id: '1', text, replyTo: { excerpt: 'one', ordinal: 3 } });
  const plain = '{"id": "1", "text": "hello"}';
  expect(withPlainExcerpts(plain)).toBe(plain);
});
