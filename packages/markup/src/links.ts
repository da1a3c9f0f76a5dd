/** Longer addresses stay text. */
const maxAddress = 2_048;
const scheme = /^(?:https?:\/\/|mailto:)/i;
/** A bare address ends at white space and at what quotes it or ends a sentence in Chinese and Japanese. */
const address = /[^\s<>"`\u3000-\u3002\u300a-\u3011\uff01\uff08\uff09\uff0c\uff1a\uff1b\uff1f]*/uy;
const trailing = /[.,;:!?'*_~)\]]/;

/** Controls and bidirectional marks can disguise an address; browsers drop or turn some characters. */
const disguise = /[\s\p{Cc}\u200e\u200f\u202a-\u202e\u2066-\u2069\\]/u;

/** What a link may lead to: http, https, mailto, without credentials that would disguise the host. */
function hrefOf(text: string): string | undefined {
  if (text.length > maxAddress || !scheme.test(text) || disguise.test(text) || !URL.canParse(text)) return undefined;
  const { protocol, hostname, username, password, pathname, href } = new URL(text);
  if (protocol === 'mailto:') return /^[^@]+@[^@]+$/.test(pathname) ? href : undefined;
  return hostname && !username && !password ? href : undefined;
}

/**
 * A bare address that begins at `from`: where it ends, and its `href` when it is one. What begins like an address and is
 * none is text as a whole, so that nothing is looked at twice.
 */
export function bareLinkAt(line: string, from: number): { end: number; href: string | undefined } {
  address.lastIndex = from;
  let end = from + (address.exec(line)?.[0].length ?? 0);
  let surplus = surplusOfClosing(line, from, end);
  while (end > from && trailing.test(line[end - 1]!)) {
    if (line[end - 1] === ')' && surplus-- <= 0) break;
    end--;
  }
  return { end, href: hrefOf(line.slice(from, end)) };
}

/** How many `)` have no `(` before them: those belong to the sentence around. */
function surplusOfClosing(line: string, from: number, end: number): number {
  let open = 0;
  let surplus = 0;
  for (let i = from; i < end; i++) {
    if (line[i] === '(') open++;
    else if (line[i] === ')' && open-- <= 0) {
      open = 0;
      surplus++;
    }
  }
  return surplus;
}

const looksLikeAddress = /https?:\/\/|mailto:|www\./i;
const label = /\[([^[\]]+)\]\(/y;
const target = /[^\s[\]()<>]*(?:\([^\s[\]()<>]*\)[^\s[\]()<>]*)*\)/y;

export type LabelledLink = { end: number; href: string; label: { from: number; to: number } };

/** `[label](address)` at `from`. A label that is itself an address would show one and lead to another: no link. */
export function labelledLinkAt(line: string, from: number): LabelledLink | undefined {
  label.lastIndex = from;
  const labelled = label.exec(line)?.[1];
  if (labelled === undefined || !/\S/.test(labelled) || looksLikeAddress.test(labelled)) return undefined;
  const labelEnd = from + 1 + labelled.length;
  target.lastIndex = labelEnd + 2;
  const text = target.exec(line)?.[0].slice(0, -1);
  const href = text === undefined ? undefined : hrefOf(text);
  if (text === undefined || href === undefined) return undefined;
  return { end: labelEnd + 2 + text.length + 1, href, label: { from: from + 1, to: labelEnd } };
}
