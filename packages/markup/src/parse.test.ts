import fc from 'fast-check';
import { expect, test } from 'vitest';
import golden from './golden.json' with { type: 'json' };
import { type Block, excerpt, type Inline, parse } from './index.ts';

type Golden = { name: string; text: string; blocks: unknown; excerpt: string };

test.each(golden as Golden[])('$name', ({ text, blocks, excerpt: line }) => {
  expect(withoutOffsets(parse(text))).toEqual(blocks);
  expect(excerpt(text, 100)).toBe(line);
});

/** Text that is rich in marks, so that they meet in every way. */
const marked = fc
  .array(
    fc.constantFrom(
      ...[
        '*',
        '**',
        '***',
        '_',
        '`',
        '``',
        '```',
        '```js',
        '\n',
        '\r\n',
        '> ',
        '- ',
        '1. ',
        '[',
        ']',
        '(',
        ')',
        '](',
        ' ',
      ],
      ...[
        'https://',
        'http://a.b/',
        'mailto:a@b',
        '://',
        '\\',
        'a',
        'B',
        '7',
        '字',
        '👩‍👩‍👧‍👦',
        '\u0301',
        '\u202e',
        '\ud83d',
        '<b>',
        '^',
      ],
    ),
    { maxLength: 60 },
  )
  .map((parts) => parts.join(''));

test('whatever the text: the nodes hold the source in order, and only marks and blanks are left out', () => {
  fc.assert(
    fc.property(fc.oneof(marked, fc.string({ unit: 'binary', maxLength: 200 })), (text) => {
      let at = 0;
      for (const leaf of leavesOf(parse(text))) {
        expect(text.slice(leaf.at, leaf.at + leaf.text.length)).toBe(leaf.text);
        expect(text.slice(at, leaf.at)).toMatch(onlyMarks);
        at = leaf.at + leaf.text.length;
      }
      expect(text.slice(at)).toMatch(onlyMarks);
    }),
    { numRuns: 3_000 },
  );
});

/** Between two leaves: blanks, and marks; of a link its target, of a code block its language, of an item its number. */
const onlyMarks = /^(?:\s|\*|_|`|>|-|\d{1,3}\.|\[|\]\([^\s[\]<>]+\)|(?<=```)[\w+#.-]{1,20})*$/;

test('whatever the text: links lead to http, https and mailto alone', () => {
  fc.assert(
    fc.property(marked, (text) => {
      for (const { href } of linksOf(parse(text))) expect(href).toMatch(/^(?:https?:\/\/|mailto:)/);
    }),
    { numRuns: 1_000 },
  );
});

const adversaries = [
  '*a ',
  '*a _b **c ',
  '***',
  '```a``b',
  '[',
  '[a](',
  '[a]((b)',
  'http://^',
  'http://a(',
  '> ',
  '```\n',
  '`a',
  '- ',
  '(',
  '_a_',
];

test.each(adversaries)('ten times of %j takes some ten times as long', (unit) => {
  const text = (length: number) => unit.repeat(Math.ceil(length / unit.length));
  parse(text(10_000));
  const short = fastest(() => parse(text(10_000)));
  const long = fastest(() => parse(text(100_000)));
  // Quadratic time would be a hundredfold; below 5 ms the clock tells nothing.
  expect(long).toBeLessThan(Math.max(5, short) * 40);
});

function fastest(work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 3; i++) {
    const start = performance.now();
    work();
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

type Leaf = { text: string; at: number };

function leavesOf(blocks: readonly Block[]): Leaf[] {
  return blocks.flatMap((block) => {
    if (block.kind === 'code') return block.lines;
    if (block.kind === 'quote') return leavesOf(block.blocks);
    return (block.kind === 'list' ? block.items : [block]).flatMap(({ inline }) => inlineLeaves(inline));
  });
}

const inlineLeaves = (nodes: readonly Inline[]): Leaf[] =>
  nodes.flatMap((node) => ('inline' in node ? inlineLeaves(node.inline) : node.kind === 'break' ? [] : [node]));

function linksOf(value: unknown): { href: string }[] {
  if (Array.isArray(value)) return value.flatMap(linksOf);
  if (value === null || typeof value !== 'object') return [];
  return [...('href' in value ? [value as { href: string }] : []), ...Object.values(value).flatMap(linksOf)];
}

function withoutOffsets(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutOffsets);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([key]) => key !== 'at');
  return Object.fromEntries(entries.map(([key, item]) => [key, withoutOffsets(item)]));
}
