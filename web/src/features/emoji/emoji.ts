import { fold } from '../../lib/text.ts';

/** `[emoji, group, label, names, tags]`, as `web/vite/emoji.ts` makes them. */
export type Row = [string, number, string, string, string];
/** `names`: what may stand between colons, in lower case; `words`: its label and tags, folded. */
export type Emoji = { emoji: string; group: number; label: string; names: string[]; words: string[] };

/** Those that the browser's own Unicode knows: its fonts are hardly newer. */
export function parse(rows: readonly Row[]): Emoji[] {
  return rows
    .filter(([emoji]) => /^\p{RGI_Emoji}$/v.test(emoji))
    .map(([emoji, group, label, names, tags]) => ({
      emoji,
      group,
      label,
      names: names === '' ? [fold(label).replace(/[^\p{L}\p{N}]+/gu, '_')] : names.split(' '),
      words: fold(`${label} ${tags}`).split(/[^\p{L}\p{N}+]+/u),
    }));
}

/** What fits the search, best first: by name, then by the beginning of one, then by words. At most `most`. */
export function search(all: readonly Emoji[], wanted: string, most: number): Emoji[] {
  const query = fold(wanted).trim();
  if (query === '') return [];
  const parts = query.split(/[\s_]+/).filter(Boolean);
  const ranked: Emoji[][] = [[], [], [], []];
  for (const each of all) {
    const rank = rankOf(each, query, parts);
    if (rank !== undefined) ranked[rank]?.push(each);
  }
  return ranked.flat().slice(0, most);
}

function rankOf({ names, words }: Emoji, query: string, parts: readonly string[]): number | undefined {
  if (names.includes(query) || words.includes(query)) return names[0] === query || words[0] === query ? 0 : 1;
  if (names.some((name) => name.startsWith(query))) return 2;
  const fits = (part: string) =>
    words.some((word) => word.startsWith(part)) ||
    names.some((name) => name.split('_').some((of) => of.startsWith(part)));
  return parts.every(fits) ? 3 : undefined;
}

/** A `:name` that is being written right before the caret, from its second letter on; `from`: where its colon stands. */
export function nameBefore(text: string, caret: number): { from: number; name: string } | undefined {
  const found = /(?:^|[\s(\p{Emoji_Presentation}])(:([\p{L}\p{N}+_-]{2,30}))$/u.exec(text.slice(0, caret));
  const [, whole, name] = found ?? [];
  return whole === undefined || name === undefined ? undefined : { from: caret - whole.length, name };
}
