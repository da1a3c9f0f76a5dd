import type { Inline } from './nodes.ts';

type Mark = '**' | '*' | '_';
type Span = { mark: Mark; at: number; inline: Inline[] };

const wordAfter = /^[\p{L}\p{N}\p{M}]/u;
/** With the backslash, so that `¯\_(ツ)_/¯` and `C:\*.*` stay what they are. */
const wordBefore = /[\p{L}\p{N}\p{M}\\]$/u;

/**
 * Builds the nodes of a block while its source is read from left to right. A mark closes the nearest open one of its
 * kind; what was opened in between, and what is never closed, is text. A kind is open at most once, so at most three
 * spans are open at a time and every node is moved at most three times.
 */
export class Spans {
  readonly #source: string;
  readonly #open: Span[] = [];
  readonly #root: Inline[] = [];

  constructor(source: string) {
    this.#source = source;
  }

  get #inline(): Inline[] {
    return this.#open.at(-1)?.inline ?? this.#root;
  }

  add(node: Inline): void {
    this.#inline.push(node);
  }

  /** The source between two offsets, as it stands. */
  text(from: number, to: number): void {
    if (from < to) append(this.#inline, { kind: 'text', text: this.#source.slice(from, to), at: from });
  }

  /** One blank on each side of the code is no part of it, so that it can begin or end with a backtick. */
  code(from: number, to: number): void {
    const code = this.#source.slice(from, to);
    const padded = code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '';
    const text = padded ? code.slice(1, -1) : code;
    this.add({ kind: 'code', text, at: padded ? from + 1 : from });
  }

  /** A run of `length` stars or underscores at an offset of the line that lies between `from` and `to`. */
  marks(at: number, length: number, from: number, to: number): void {
    const around = this.#around(at, length, from, to);
    let next = at;
    for (const mark of this.#marksOf(this.#source[at]!, length)) {
      if (around.closes(mark) && this.#close(mark)) {
        next += mark.length;
      } else if (around.opens(mark)) {
        this.#forget(this.#open.findIndex((span) => span.mark === mark));
        this.#open.push({ mark, at: next, inline: [] });
        next += mark.length;
      } else {
        this.text(next, next + mark.length);
        next += mark.length;
      }
    }
    this.text(next, at + length);
  }

  /** What there is, once the block has ended. */
  end(): Inline[] {
    this.#forget(0);
    return this.#root;
  }

  /** `***` is both; which of the two comes first follows from what is open. */
  #marksOf(character: string, length: number): Mark[] {
    if (character === '_') return length === 1 ? ['_'] : [];
    if (length === 3) return this.#open.at(-1)?.mark === '*' ? ['*', '**'] : ['**', '*'];
    return length === 1 ? ['*'] : length === 2 ? ['**'] : [];
  }

  /** Opening marks stand before, closing ones after something visible; single ones not within a word. */
  #around(at: number, length: number, from: number, to: number) {
    const before = this.#source.slice(Math.max(from, at - 2), at);
    const after = this.#source.slice(at + length, Math.min(to, at + length + 2));
    // The name of whom one mentions may begin with an underscore.
    const named = (mark: Mark) => mark === '_' && before.endsWith('@');
    const inWord = (mark: Mark) => mark !== '**' && wordBefore.test(before);
    return {
      opens: (mark: Mark) => after !== '' && !/^\s/.test(after) && !inWord(mark) && !named(mark),
      closes: (mark: Mark) => before !== '' && !/\s$/.test(before) && (mark === '**' || !wordAfter.test(after)),
    };
  }

  #close(mark: Mark): boolean {
    const index = this.#open.findIndex((span) => span.mark === mark);
    const span = this.#open[index];
    if (!span) return false;
    this.#forget(index + 1);
    if (span.inline.length === 0) return false;
    this.#open.pop();
    this.add({ kind: mark === '**' ? 'strong' : 'emphasis', inline: span.inline });
    return true;
  }

  /** Makes text of the spans from an index on (−1: none). */
  #forget(index: number): void {
    if (index < 0) return;
    for (const span of this.#open.splice(index)) {
      this.text(span.at, span.at + span.mark.length);
      for (const node of span.inline) append(this.#inline, node);
    }
  }
}

/** Text that goes on where the text before it ends is one node with it. */
function append(nodes: Inline[], node: Inline): void {
  const last = nodes.at(-1);
  if (last?.kind === 'text' && node.kind === 'text' && last.at + last.text.length === node.at) {
    nodes[nodes.length - 1] = { ...last, text: last.text + node.text };
  } else {
    nodes.push(node);
  }
}
