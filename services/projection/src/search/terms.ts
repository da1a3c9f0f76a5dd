import { fold, gramClass } from '@messenger/read-model';

/**
 * One thing to look for, folded. A `part` is found anywhere; a `start`, of which the index knows too little for that
 * (one or two letters), at the beginning of a word. `grams`: its single and paired characters of the gram ranges.
 */
export type Term = { text: string; kind: 'part' | 'start'; grams: string[]; indexed: boolean };

const maxTerms = 10;
const pieces = /["“”„«»]([^"“”„«»]*)["“”„«»]?|[^\s"“”„«»]+/gu;
const gramRuns = new RegExp(`${gramClass}+`, 'gu');
/** Three letters or digits in a row: the least that a trigram index can look up anywhere in a text. */
const wordPart = /[\p{L}\p{N}]{3}/u;

/** What a search asks for: words, and phrases in quotation marks; all of them must be found. None: nothing is. */
export function termsOf(q: string): Term[] {
  const texts = new Set<string>();
  for (const [piece, phrase] of q.matchAll(pieces)) texts.add(fold(phrase ?? piece).trim());
  texts.delete('');
  return [...texts].slice(0, maxTerms).map(termOf);
}

function termOf(text: string): Term {
  const grams = gramsOf(text);
  const kind = grams.length > 0 || wordPart.test(text) ? 'part' : 'start';
  return { text, kind, grams, indexed: kind === 'part' || /^[\p{L}\p{N}]/u.test(text) };
}

/** The pairs of each run of such characters; of a run of one, that one. */
function gramsOf(text: string): string[] {
  const grams = new Set<string>();
  for (const [run] of text.matchAll(gramRuns)) {
    const characters = Array.from(run);
    if (characters.length === 1) grams.add(run);
    for (let i = 1; i < characters.length; i++) grams.add(`${characters[i - 1]}${characters[i]}`);
  }
  return [...grams];
}

/** What a folded text must be LIKE to have the term. */
export const patternOf = ({ kind, text }: Term): string => `%${kind === 'start' ? ' ' : ''}${escaped(text)}%`;

export const escaped = (text: string): string => text.replaceAll(/[\\%_]/g, '\\$&');
