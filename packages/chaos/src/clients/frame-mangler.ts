/** What a frame needs to be handled here. */
type Frame = { type: string; chatId?: string; version?: number; cursor?: string };

/** Every so many frames one is repeated, and as many later it comes once more. */
const duplicateEvery = 3;
const repeatAfter = 7;

/**
 * Repeats and swaps pushes that are numbered in their chat: what a client must cope with by their versions. A cursor
 * says that everything up to it was delivered before, so a push that overtakes another leaves its cursor to that one,
 * and a repeated one has none.
 */
export class FrameMangler {
  duplicating = false;
  swapping = false;
  #held: { text: string; frame: Frame } | undefined;
  #late: { text: string; due: number }[] = [];
  #count = 0;

  /** What to deliver now that a frame came. */
  take(text: string): string[] {
    const frame = JSON.parse(text) as Frame;
    const out = this.#swapped(text, frame);
    return this.duplicating || this.#late.length > 0 ? out.flatMap((each) => this.#repeated(each)) : out;
  }

  /** A push that is held back for the next one; delivered as it is when none comes. */
  flush(): string[] {
    const held = this.#held;
    this.#held = undefined;
    return held ? [held.text] : [];
  }

  get holding(): boolean {
    return this.#held !== undefined;
  }

  #swapped(text: string, frame: Frame): string[] {
    if (this.#held) {
      const held = this.#held;
      this.#held = undefined;
      if (!isNumbered(frame)) return [held.text, text];
      const { cursor, ...first } = frame;
      const second = { ...held.frame, ...(cursor === undefined ? {} : { cursor }) };
      return [JSON.stringify(first), JSON.stringify(second)];
    }
    if (!this.swapping || !isNumbered(frame)) return [text];
    this.#held = { text, frame };
    return [];
  }

  #repeated(text: string): string[] {
    const frame = JSON.parse(text) as Frame;
    this.#count++;
    const late = this.#late.filter(({ due }) => due <= this.#count).map((each) => each.text);
    this.#late = this.#late.filter(({ due }) => due > this.#count);
    if (!this.duplicating || !isNumbered(frame) || this.#count % duplicateEvery !== 0) return [text, ...late];
    const { cursor: _, ...again } = frame;
    const repeated = JSON.stringify(again);
    this.#late.push({ text: repeated, due: this.#count + repeatAfter });
    return [text, repeated, ...late];
  }
}

const isNumbered = (frame: Frame): boolean => frame.chatId !== undefined && frame.version !== undefined;
