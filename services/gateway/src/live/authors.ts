import type { UserId } from '@messenger/proto';

/** Messages whose authors are remembered, the newest of a chat. */
const maxKnown = 500;

/** Who wrote a chat's newest messages: a stretch of ordinals without a hole. */
export class Authors {
  #first = 1;
  #known: UserId[] = [];

  /** The first ordinal whose author is known; beyond every ordinal while none is. */
  get first(): number {
    return this.#known.length === 0 ? Number.POSITIVE_INFINITY : this.#first;
  }

  /** The last ordinal whose author is known, 0 while none is. */
  get last(): number {
    return this.#known.length === 0 ? 0 : this.#first + this.#known.length - 1;
  }

  of(ordinal: number): UserId | undefined {
    return this.#known[ordinal - this.#first];
  }

  /** The chat's next message; after a hole what was known before says nothing any more. */
  note(ordinal: number, author: UserId): void {
    if (ordinal <= this.last) return;
    if (ordinal !== this.last + 1 || this.#known.length === 0) {
      this.#first = ordinal;
      this.#known = [];
    }
    this.#known.push(author);
    if (this.#known.length < 2 * maxKnown) return;
    this.#known = this.#known.slice(maxKnown);
    this.#first += maxKnown;
  }
}
