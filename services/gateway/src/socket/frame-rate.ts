/** Counts frames by the second. */
export class FrameRate {
  readonly #perSecond: number;
  #windowStart = Number.NEGATIVE_INFINITY;
  #count = 0;

  constructor(perSecond: number) {
    this.#perSecond = perSecond;
  }

  /** True when this frame is one too many. `now` in ms. */
  exceeds(now: number): boolean {
    if (now - this.#windowStart >= 1_000) {
      this.#windowStart = now;
      this.#count = 0;
    }
    return ++this.#count > this.#perSecond;
  }

  /** The last frame is not to count. */
  forgive(): void {
    this.#count--;
  }
}
