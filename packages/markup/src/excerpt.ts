import type { Block, Inline } from './nodes.ts';
import { parse } from './parse.ts';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A text in one line and without its marks, for replies, previews and notices: at most `maxCodePoints` code points,
 * with an ellipsis as the last of them where something is left out. What a reader sees as one character is not cut,
 * unless it alone is too long.
 */
export function excerpt(text: string, maxCodePoints: number): string {
  const line = parse(text).map(blockText).join(' ').replace(/\s+/g, ' ').trim();
  return cut(line, maxCodePoints);
}

function blockText(block: Block): string {
  switch (block.kind) {
    case 'paragraph':
      return inlineText(block.inline);
    case 'quote':
      return block.blocks.map(blockText).join(' ');
    case 'list':
      return block.items
        .map((item) => `${item.number ?? '•'}${item.number === undefined ? '' : '.'} ${inlineText(item.inline)}`)
        .join(' ');
    case 'code':
      return block.lines.map((line) => line.text).join(' ');
  }
}

function inlineText(nodes: readonly Inline[]): string {
  return nodes
    .map((node) => {
      if (node.kind === 'break') return ' ';
      return 'inline' in node ? inlineText(node.inline) : node.text;
    })
    .join('');
}

function cut(line: string, max: number): string {
  if (line.length <= max || codePoints(line) <= max) return line;
  // A code point is at most two units: the rest cannot matter.
  const head = line.slice(0, max * 2);
  let length = 0;
  let units = 0;
  for (const { segment } of graphemes.segment(head)) {
    length += codePoints(segment);
    if (length > max - 1) break;
    units += segment.length;
  }
  const kept = units > 0 ? head.slice(0, units) : [...head].slice(0, max - 1).join('');
  return `${kept.trimEnd()}…`.slice(0, max > 0 ? undefined : 0);
}

function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}
