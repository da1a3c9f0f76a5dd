import { parseInline } from './inline.ts';
import { type Line, linesOf } from './lines.ts';
import type { Block, Item, Text } from './nodes.ts';

const fence = /^```([A-Za-z0-9+#._-]{0,20})[ \t]*$/;
const item = /^[ \t]*(?:-|(0|[1-9]\d{0,2})\.)[ \t]+(?=\S)/;
const quote = /^>[ \t]?/;
const blank = /^\s*$/;

/**
 * The blocks of a message's text, as `docs/markup.md` says. Takes any string, never throws, needs time linear in its
 * length; every visible character that is no mark is in exactly one text or code node, in order.
 */
export function parse(text: string): Block[] {
  return new Blocks(text, linesOf(text), true).read();
}

class Blocks {
  readonly #source: string;
  readonly #lines: Line[];
  /** A quote holds every other block but no quote, so that nothing nests without end. */
  readonly #mayQuote: boolean;
  /** A fence opens only where a bare one follows; knowing the last, nobody searches in vain. */
  readonly #lastFence: number;
  #at = 0;

  constructor(source: string, lines: Line[], mayQuote: boolean) {
    this.#source = source;
    this.#lines = lines;
    this.#mayQuote = mayQuote;
    this.#lastFence = lines.findLastIndex((_, i) => this.#isBareFence(i));
  }

  read(): Block[] {
    const blocks: Block[] = [];
    while (this.#at < this.#lines.length) {
      if (blank.test(this.#text(this.#at))) this.#at++;
      else blocks.push(this.#code() ?? this.#quote() ?? this.#list() ?? this.#paragraph());
    }
    return blocks;
  }

  #code(): Block | undefined {
    const lang = this.#langOfFence(this.#at);
    if (lang === undefined) return undefined;
    const lines: Text[] = [];
    for (this.#at++; !this.#isBareFence(this.#at); this.#at++) {
      lines.push({ kind: 'text', text: this.#text(this.#at), at: this.#lines[this.#at]!.from });
    }
    this.#at++;
    return { kind: 'code', ...(lang ? { lang } : {}), lines };
  }

  #quote(): Block | undefined {
    const quoted: Line[] = [];
    for (let mark = this.#quoteMark(); mark; mark = this.#quoteMark()) {
      const { from, to } = this.#lines[this.#at++]!;
      quoted.push({ from: from + mark.length, to });
    }
    return quoted.length > 0 ? { kind: 'quote', blocks: new Blocks(this.#source, quoted, false).read() } : undefined;
  }

  #list(): Block | undefined {
    const ordered = this.#itemMark(this.#at)?.[1] !== undefined;
    const items: Item[] = [];
    for (let mark = this.#itemMark(this.#at); mark; mark = this.#itemMark(this.#at)) {
      if ((mark[1] !== undefined) !== ordered) break;
      const { from, to } = this.#lines[this.#at++]!;
      const inline = parseInline(this.#source, [{ from: from + mark[0].length, to }]);
      items.push(ordered ? { number: Number(mark[1]), inline } : { inline });
    }
    return items.length > 0 ? { kind: 'list', ordered, items } : undefined;
  }

  /** Up to a blank line, or to where another block begins. */
  #paragraph(): Block {
    const lines = [this.#lines[this.#at++]!];
    while (this.#at < this.#lines.length && !this.#beginsBlock()) lines.push(this.#lines[this.#at++]!);
    return { kind: 'paragraph', inline: parseInline(this.#source, lines) };
  }

  #beginsBlock(): boolean {
    const i = this.#at;
    return (
      blank.test(this.#text(i)) ||
      this.#langOfFence(i) !== undefined ||
      this.#quoteMark() !== undefined ||
      this.#itemMark(i) !== undefined
    );
  }

  #text(i: number): string {
    const line = this.#lines[i];
    return line ? this.#source.slice(line.from, line.to) : '';
  }

  #isBareFence(i: number): boolean {
    return fence.exec(this.#text(i))?.[1] === '';
  }

  #langOfFence(i: number): string | undefined {
    return i < this.#lastFence ? fence.exec(this.#text(i))?.[1] : undefined;
  }

  #quoteMark(): string | undefined {
    return this.#mayQuote ? quote.exec(this.#text(this.#at))?.[0] : undefined;
  }

  #itemMark(i: number): RegExpExecArray | undefined {
    return item.exec(this.#text(i)) ?? undefined;
  }
}
