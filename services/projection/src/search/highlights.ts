import { foldWithOffsets } from '@messenger/read-model';
import type { Term } from './terms.ts';

export type Highlight = [start: number, end: number];

/** As many as are of use; a letter may be found thousands of times. */
const maxHighlights = 100;

/** Where the terms are found in a text: half-open stretches of its code points, in order, none touching another. */
export function highlightsOf(text: string, terms: readonly Term[]): Highlight[] {
  const { text: folded, starts, ends } = foldWithOffsets(text);
  const found: Highlight[] = [];
  for (const { text: term, kind } of terms) {
    const needle = kind === 'start' ? ` ${term}` : term;
    let hits = 0;
    for (
      let at = folded.indexOf(needle);
      at >= 0 && hits < maxHighlights;
      at = folded.indexOf(needle, at + 1), hits++
    ) {
      const first = at + (needle.length - term.length);
      found.push([starts[first] ?? 0, ends[at + needle.length - 1] ?? 0]);
    }
  }
  return merged(found).slice(0, maxHighlights);
}

function merged(found: Highlight[]): Highlight[] {
  const all: Highlight[] = [];
  for (const [start, end] of found.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    const last = all.at(-1);
    if (last && start <= last[1]) last[1] = Math.max(last[1], end);
    else all.push([start, end]);
  }
  return all;
}
