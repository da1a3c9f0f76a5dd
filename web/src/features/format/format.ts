/** What a message's text may hold (docs/markup.md) that a button can make. */
export type Format = 'bold' | 'italic' | 'code' | 'codeBlock' | 'quote' | 'bulletList' | 'numberList' | 'link';

/** Puts `text` in the place of what stands between `from` and `to`, and selects a part of it, counted from its start. */
export type Edit = { from: number; to: number; text: string; select: { from: number; to: number } };

const marks = { bold: '**', italic: '*', code: '`' } as const;

/** The edit that gives what is selected a format, or takes it away again. */
export function edit(format: Format, text: string, start: number, end: number): Edit {
  switch (format) {
    case 'bold':
    case 'italic':
    case 'code':
      return marked(marks[format], text, start, end);
    case 'codeBlock':
      return codeBlock(text, start, end);
    case 'link':
      return link(text, start, end);
    default:
      return lines(format, text, start, end);
  }
}

function marked(mark: string, text: string, start: number, end: number): Edit {
  const { length } = mark;
  const inner = text.slice(start, end);
  if (
    text.slice(start - length, start) === mark &&
    text.slice(end, end + length) === mark &&
    isWhole(mark, text, start, end)
  ) {
    return { from: start - length, to: end + length, text: inner, select: { from: 0, to: inner.length } };
  }
  // An opening mark stands before something visible, a closing one behind it.
  const from = start + (inner.length - inner.trimStart().length);
  const said = inner.trim();
  const at = said === '' ? start : from;
  return {
    from: at,
    to: at + said.length,
    text: mark + said + mark,
    select: { from: length, to: length + said.length },
  };
}

/** One star beside the selection may be half of two. */
function isWhole(mark: string, text: string, start: number, end: number): boolean {
  if (mark !== '*') return true;
  const runs = [/\**$/.exec(text.slice(0, start))?.[0].length, /^\**/.exec(text.slice(end))?.[0].length];
  return runs.every((length) => length === 1 || length === 3);
}

function codeBlock(text: string, start: number, end: number): Edit {
  const before = start > 0 && text[start - 1] !== '\n' ? '\n' : '';
  const after = end < text.length && text[end] !== '\n' ? '\n' : '';
  const inner = text.slice(start, end);
  const opening = `${before}\`\`\`\n`;
  return {
    from: start,
    to: end,
    text: `${opening}${inner}\n\`\`\`${after}`,
    select: { from: opening.length, to: opening.length + inner.length },
  };
}

function link(text: string, start: number, end: number): Edit {
  const said = text.slice(start, end);
  const isAddress = /^(https?:\/\/|mailto:)\S+$/.test(said);
  const made = isAddress ? `[](${said})` : `[${said}](https://)`;
  const at = isAddress ? { from: 1, to: 1 } : { from: said.length + 3, to: made.length - 1 };
  return { from: start, to: end, text: made, select: said === '' ? { from: 1, to: 1 } : at };
}

const starts = { quote: /^> ?/, bulletList: /^\s*- /, numberList: /^\s*\d{1,3}\. / } as const;

/** Whole lines, each with its sign; where all have it, it goes. */
function lines(format: keyof typeof starts, text: string, start: number, end: number): Edit {
  const from = text.lastIndexOf('\n', start - 1) + 1;
  const next = text.indexOf('\n', end);
  const to = next < 0 ? text.length : next;
  const all = text.slice(from, to).split('\n');
  const has = all.every((line) => starts[format].test(line));
  const sign = (index: number) => ({ quote: '> ', bulletList: '- ', numberList: `${index + 1}. ` })[format];
  const plain = (line: string) => (format === 'quote' ? line : line.replace(/^\s*(?:- |\d{1,3}\. )/, ''));
  const made = all
    .map((line, index) => (has ? line.replace(starts[format], '') : sign(index) + plain(line)))
    .join('\n');
  const caret = all.length > 1 ? { from: 0, to: made.length } : { from: made.length, to: made.length };
  return { from, to, text: made, select: caret };
}

const begun = /^(\s*)(- |> |(\d{1,3})\. )/;

/**
 * The edit that a line break makes behind an item or a quote: the next begins, or, where the last is empty, they end.
 * Undefined where a break is just that, as within code.
 */
export function nextLine(text: string, caret: number): Edit | undefined {
  const before = text.slice(0, caret);
  const from = before.lastIndexOf('\n') + 1;
  const [whole, indent, sign, number] = begun.exec(before.slice(from)) ?? [];
  if (whole === undefined || (before.match(/^```/gm)?.length ?? 0) % 2 === 1) return undefined;
  const bare = before.length === from + whole.length && /^[^\S\n]*(\n|$)/.test(text.slice(caret));
  if (bare) return { from, to: caret, text: '', select: { from: 0, to: 0 } };
  const next = number === undefined ? sign : `${Math.min(Number(number) + 1, 999)}. `;
  const made = `\n${indent}${next}`;
  return { from: caret, to: caret, text: made, select: { from: made.length, to: made.length } };
}
