import type { Block, Inline } from './nodes.ts';
import { parse } from './parse.ts';

/**
 * A stretch of what is shown of a text. `at`: where it stands in the source, in UTF-16 units; without it, it stands for
 * something that is not text there: the end of a line or block, the sign of an item. `code`: it stands there as code.
 */
export type Stretch = { text: string; at?: number; code?: true };

/** What is shown of a text, without its marks, in order; lines, items and blocks are parted by a line break each. */
export function stretchesOf(text: string): Stretch[] {
  return parted(parse(text), blockStretches);
}

function blockStretches(block: Block): Stretch[] {
  switch (block.kind) {
    case 'paragraph':
      return inlineStretches(block.inline);
    case 'quote':
      return parted(block.blocks, blockStretches);
    case 'list':
      return parted(block.items, ({ number, inline }) => [
        { text: number === undefined ? '• ' : `${number}. ` },
        ...inlineStretches(inline),
      ]);
    case 'code':
      return parted(block.lines, ({ text, at }) => [{ text, at, code: true }]);
  }
}

function inlineStretches(nodes: readonly Inline[]): Stretch[] {
  return nodes.flatMap((node) => {
    if (node.kind === 'break') return [{ text: '\n' }];
    if ('inline' in node) return inlineStretches(node.inline);
    return [{ text: node.text, at: node.at, ...(node.kind === 'code' ? { code: true } : {}) }];
  });
}

const parted = <T>(parts: readonly T[], stretches: (part: T) => Stretch[]): Stretch[] =>
  parts.flatMap((part, i) => [...(i > 0 ? [{ text: '\n' }] : []), ...stretches(part)]);
