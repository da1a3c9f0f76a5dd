const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const emoji = /^\p{RGI_Emoji}$/v;
const letter = /[\p{L}--\p{Emoji}]/v;

/** Length as people and the server count it: Unicode code points. */
export function codePoints(text: string): number {
  let count = 0;
  for (const _ of text) count++;
  return count;
}

/** True for one to three emoji and nothing else but blanks: shown large. */
export function isEmojiOnly(text: string): boolean {
  const trimmed = text.trim();
  // Most messages have a letter, and to take a text apart is slow.
  if (trimmed.length === 0 || trimmed.length > 60 || letter.test(trimmed)) return false;
  let count = 0;
  for (const { segment } of graphemes.segment(trimmed)) {
    if (/^\s+$/.test(segment)) continue;
    if (!emoji.test(segment) || ++count > 3) return false;
  }
  return count > 0;
}

/** One or two letters that stand for a name: of its first and last word. */
export function initials(name: string): string {
  const words = name
    .trim()
    .split(/[\s_]+/u)
    .filter(Boolean);
  const first = firstGrapheme(words[0] ?? '?');
  const last = words.length > 1 ? firstGrapheme(words.at(-1) ?? '') : '';
  return (first + last).toLocaleUpperCase('en');
}

function firstGrapheme(word: string): string {
  return graphemes.segment(word)[Symbol.iterator]().next().value?.segment ?? '';
}

/** A name within a sentence of the interface, whichever way it is written: what is around it keeps its order. */
export const isolated = (name: string): string => `\u2068${name}\u2069`;

/** Written from right to left, or able to turn what comes after. */
const turning =
  /[\u0590-\u08ff\u200f\u202a-\u202e\u2066\u2067\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

/** The same where it changes the order of nothing around it; else isolated. */
export const within = (text: string): string =>
  turning.test(text) && !text.startsWith('\u2068') ? isolated(text) : text;

/** The same words, with what is put into them isolated where that changes their order. */
export function isolating<T>(words: T): T {
  if (typeof words === 'function') return ((...values: unknown[]) => words(...values.map(put))) as T;
  if (typeof words !== 'object' || !words) return words;
  return Object.fromEntries(Object.entries(words).map(([name, word]) => [name, isolating(word)])) as T;
}

const put = (value: unknown): unknown =>
  typeof value === 'string' ? within(value) : Array.isArray(value) ? value.map(put) : value;

/** A number from 0 to 7 for an id, the same on every device: picks a person's hue. FNV-1a, mixed so that low bits spread. */
export function hueOf(id: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  return ((hash ^ (hash >>> 13)) >>> 5) & 7;
}

/** Folds case and accents, so that a filter finds `Zoë` by `zoe`. */
export function fold(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase('en');
}

/** Tells whether a text has every word of a filter, whatever its case, accents and order. */
export function finder(filter: string): (text: string) => boolean {
  const wanted = fold(filter).split(/\s+/).filter(Boolean);
  if (wanted.length === 0) return () => true;
  return (text) => {
    const folded = fold(text);
    return wanted.every((word) => folded.includes(word));
  };
}
