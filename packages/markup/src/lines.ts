/** A line of the source, without its end: UTF-16 offsets, half-open. */
export type Line = { from: number; to: number };

/** The lines of a text; CRLF, LF and CR end one. */
export function linesOf(text: string): Line[] {
  const lines: Line[] = [];
  let from = 0;
  for (const end of text.matchAll(/\r\n|\n|\r/g)) {
    lines.push({ from, to: end.index });
    from = end.index + end[0].length;
  }
  lines.push({ from, to: text.length });
  return lines;
}
