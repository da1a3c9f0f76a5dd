/**
 * A text as it is searched: compatibility forms, case and accents folded, white space as single spaces, one at each end.
 * `starts` and `ends` tell for each of its UTF-16 units which code points of the original it came from, half-open.
 */
export type Folded = { text: string; starts: number[]; ends: number[] };

/** A character with what combines with it, so that it folds alike in whichever form it is written. */
const clusters = /\s|[\u1100-\u115f][\u1160-\u11a7][\u11a8-\u11ff]?|[^\s\p{M}][\p{M}\uff9e\uff9f]*|\p{M}+/gu;
/** The same, but as much plain text at a time as stands together: most of what is folded. */
const stretches = new RegExp(`[\\t-\\r -~]+(?![\\p{M}\\uff9e\\uff9f])|${clusters.source}`, 'gu');
const isPlain = /^[\t-\r -~]+$/;
const hasAccents = /^[\p{Script=Latin}\p{Script=Greek}]/u;
/** Shown by nothing, in the middle of words and emoji. */
const ignorable = /[\u00ad\u200b\u2060\ufeff]|\p{Variation_Selector}/gu;

/** Letters that no normal form takes apart. */
const letters: Record<string, string> = {
  ß: 'ss',
  æ: 'ae',
  œ: 'oe',
  ø: 'o',
  đ: 'd',
  ð: 'd',
  ħ: 'h',
  ı: 'i',
  ł: 'l',
  ŋ: 'n',
  þ: 'th',
  ŧ: 't',
  ς: 'σ',
  ё: 'е',
  '‘': "'",
  '’': "'",
  '“': '"',
  '”': '"',
};
const anyLetter = new RegExp(`[${Object.keys(letters).join('')}]`, 'gu');

/** The text as it is searched, see `Folded`; empty where nothing is left of it. */
export function fold(text: string): string {
  const folded = text.replace(stretches, foldStretch).replaceAll(/\s+/gu, ' ').trim();
  return folded === '' ? '' : ` ${folded} `;
}

/** The same, with the places in the original: slower, for a text in which something was found. */
export function foldWithOffsets(text: string): Folded {
  let folded = '';
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  for (const [cluster] of ` ${text} `.matchAll(clusters)) {
    // The space that was put before the text has no place in it.
    const start = Math.max(0, at - 1);
    at += Array.from(cluster).length;
    for (const unit of foldCluster(cluster).split('')) {
      if (unit === ' ' && folded.endsWith(' ')) continue;
      folded += unit;
      starts.push(start);
      ends.push(Math.max(0, at - 1));
    }
  }
  return { text: folded, starts, ends };
}

const foldStretch = (stretch: string) => (isPlain.test(stretch) ? stretch.toLowerCase() : foldCluster(stretch));

function foldCluster(cluster: string): string {
  if (/^\s/u.test(cluster)) return ' ';
  const composed = cluster.normalize('NFKC');
  const plain = hasAccents.test(composed) ? composed.normalize('NFKD').replaceAll(/\p{M}/gu, '') : composed;
  return plain
    .toLowerCase()
    .replaceAll(anyLetter, (letter) => letters[letter] ?? letter)
    .replaceAll(ignorable, '')
    .replaceAll(/\s/gu, ' ');
}
