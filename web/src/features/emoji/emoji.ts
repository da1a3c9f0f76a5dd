import { fold } from '../../lib/text.ts';

/** `[emoji, group, label, names, tags]`, as `web/vite/emoji.ts` makes them. */
export type Row = [string, number, string, string, string];
/** `names`: what may stand between colons, in lower case; `called`: its label, and `words`: those of its label and tags, folded. */
export type Emoji = { emoji: string; group: number; label: string; names: string[]; called: string; words: string[] };

/** Those that the browser's own Unicode knows: its fonts are hardly newer. */
export function parse(rows: readonly Row[]): Emoji[] {
  return rows
    .filter(([emoji]) => /^\p{RGI_Emoji}$/v.test(emoji))
    .map(([emoji, group, label, names, tags]) => ({
      emoji,
      group,
      label,
      names: names === '' ? [fold(label).replace(/[^\p{L}\p{N}]+/gu, '_')] : names.split(' '),
      called: fold(label),
      words: fold(`${label} ${tags}`).split(/[^\p{L}\p{N}+]+/u),
    }));
}

/** What fits the search, best first: by name, label, or a word of it, then by the beginning of a name, then of words. At most `most`. */
export function search(all: readonly Emoji[], wanted: string, most: number): Emoji[] {
  const query = fold(wanted).trim();
  if (query === '') return [];
  const parts = query.split(/[\s_]+/).filter(Boolean);
  const ranked: Emoji[][] = [[], [], [], [], []];
  for (const each of all) {
    const rank = rankOf(each, query, parts);
    if (rank !== undefined) ranked[rank]?.push(each);
  }
  return ranked.flat().slice(0, most);
}

function rankOf({ names, called, words }: Emoji, query: string, parts: readonly string[]): number | undefined {
  if (names.includes(query)) return 0;
  if (called === query) return 1;
  if (words.includes(query)) return 2;
  if (names.some((name) => name.startsWith(query))) return 3;
  const fits = (part: string) =>
    words.some((word) => word.startsWith(part)) ||
    names.some((name) => name.split('_').some((of) => of.startsWith(part)));
  return parts.every(fits) ? 4 : undefined;
}

/** What has exactly this name. */
export function named(all: readonly Emoji[], name: string): Emoji | undefined {
  return all.find(({ names }) => names.includes(name.toLowerCase()));
}

const name = '[\\p{L}\\p{N}+_-]';
const mayBegin = '(?:^|[\\s(\\p{Emoji_Presentation}])';
const begun = new RegExp(`${mayBegin}(:(${name}{2,30}))$`, 'u');
const ended = new RegExp(`${mayBegin}(:(${name}{1,30}):)$`, 'u');

/** A `:name` that is being written right before the caret, from its second letter on; `from`: where its colon stands. */
export const nameBefore = (text: string, caret: number) => placeOf(begun, text, caret);

/** A `:name:` that ends right before the caret. */
export const wholeNameBefore = (text: string, caret: number) => placeOf(ended, text, caret);

function placeOf(form: RegExp, text: string, caret: number): { from: number; name: string } | undefined {
  const [, whole, name] = form.exec(text.slice(0, caret)) ?? [];
  return whole === undefined || name === undefined ? undefined : { from: caret - whole.length, name };
}
