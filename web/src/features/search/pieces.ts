import { stretchesOf } from '@messenger/markup';

export type Piece = { text: string; found: boolean };
type Range = readonly [start: number, end: number];

/** UTF-16 units of a text before the first find that are shown in any case; beyond, most are left out. */
const lead = 60;
const kept = 30;

/**
 * A message as it reads, without its marks, cut at what was found in it, and from a little before the first find on.
 * `highlights`: half-open, rising, in code points of the text as it was written.
 */
export function piecesOf(text: string, highlights: readonly Range[]): Piece[] {
  const ranges = inUnits(text, highlights);
  const pieces: Piece[] = [];
  const add = (shown: string, found: boolean) => {
    const last = pieces.at(-1);
    if (last?.found === found) last.text += shown;
    else if (shown) pieces.push({ text: shown, found });
  };
  for (const { text: shown, at } of stretchesOf(text)) {
    let done = 0;
    for (const [start, end] of at === undefined ? [] : ranges) {
      const [from, to] = [start, end].map((unit) => Math.min(shown.length, Math.max(done, unit - at!))) as [
        number,
        number,
      ];
      if (from === to) continue;
      add(shown.slice(done, from), false);
      add(shown.slice(from, to), true);
      done = to;
    }
    add(shown.slice(done), false);
  }
  return fromFirstFind(pieces);
}

/** A list shows the beginning of a text alone; what was found is to be in it. */
function fromFirstFind([first, ...rest]: Piece[]): Piece[] {
  if (!first) return [];
  if (first.found || rest.length === 0 || first.text.length <= lead) return [first, ...rest];
  // Neither half a word nor half a character stands first, where there is another.
  const end = first.text.slice(-kept).replace(/^[\udc00-\udfff]/, '');
  return [{ text: `…${/^\S*\s+(\S.*)$/s.exec(end)?.[1] ?? end}`, found: false }, ...rest];
}

/** The same ranges in UTF-16 units, which is what a text is cut by. */
function inUnits(text: string, highlights: readonly Range[]): Range[] {
  if (highlights.length === 0) return [];
  const starts: number[] = [];
  let unit = 0;
  for (const character of text) {
    starts.push(unit);
    unit += character.length;
  }
  return highlights.map(([start, end]) => [starts[start] ?? unit, starts[end] ?? unit]);
}
