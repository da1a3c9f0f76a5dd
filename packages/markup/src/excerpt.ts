import { stretchesOf } from './stretches.ts';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/**
 * A text in one line and without its marks, for replies, previews and notices: at most `maxCodePoints` code points,
 * with an ellipsis as the last of them where something is left out. What a reader sees as one character is not cut,
 * unless it alone is too long.
 */
export function excerpt(text: string, maxCodePoints: number): string {
  const shown = stretchesOf(text).map((stretch) => stretch.text);
  return cut(shown.join('').replace(/\s+/g, ' ').trim(), maxCodePoints);
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
