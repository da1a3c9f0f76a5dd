import { backtickRunsOf } from './backticks.ts';
import type { Line } from './lines.ts';
import { bareLinkAt, labelledLinkAt } from './links.ts';
import type { Inline } from './nodes.ts';
import { Spans } from './spans.ts';

const special = /[*_`[]|(?<![A-Za-z0-9])(?:https?:\/\/|mailto:)/gi;

/**
 * The inline nodes of consecutive lines. Bold and italic may run over the end of a line; code and links end in theirs.
 * `links: false` within a link's label, which holds no other.
 */
export function parseInline(source: string, lines: readonly Line[], { links = true } = {}): Inline[] {
  const spans = new Spans(source);
  for (const [i, line] of lines.entries()) {
    if (i > 0) spans.add({ kind: 'break' });
    readLine(source, line, spans, links);
  }
  return spans.end();
}

function readLine(source: string, { from, to }: Line, spans: Spans, links: boolean): void {
  const line = source.slice(0, to);
  const closing = backtickRunsOf(line, from);
  const find = new RegExp(special);
  let at = from;
  for (find.lastIndex = at; at < to; find.lastIndex = at) {
    const found = find.exec(line);
    if (!found) break;
    spans.text(at, found.index);
    at = found.index;
    const mark = found[0][0]!;
    if (mark === '`') {
      const length = runLength(line, at);
      const close = closing(at, length);
      if (close === undefined) spans.text(at, at + length);
      else spans.code(at + length, close);
      at = close === undefined ? at + length : close + length;
    } else if (mark === '*' || mark === '_') {
      const length = runLength(line, at);
      spans.marks(at, length, from, to);
      at += length;
    } else if (mark === '[') {
      const link = links ? labelledLinkAt(line, at) : undefined;
      if (!link) spans.text(at, at + 1);
      else spans.add({ kind: 'link', href: link.href, inline: parseInline(source, [link.label], { links: false }) });
      at = link?.end ?? at + 1;
    } else {
      const { end, href } = bareLinkAt(line, at);
      if (!links || href === undefined) spans.text(at, end);
      else spans.add({ kind: 'link', href, inline: [{ kind: 'text', text: line.slice(at, end), at }] });
      at = end;
    }
  }
  spans.text(at, to);
}

function runLength(line: string, at: number): number {
  let end = at + 1;
  while (line[end] === line[at]) end++;
  return end - at;
}
