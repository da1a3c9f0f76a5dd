import type { Cursor } from '@messenger/proto';
import { HoldBuffer, type HoldLimits, type HoldStart } from './hold-buffer.ts';
import type { LiveEvent } from './live-event.ts';

/** A device that is catching up. What happens meanwhile is kept until it goes live or is released. */
export type Holding = {
  /** The gateway's positions when it registered: the delta must show at least these. */
  readonly at: Cursor;
  /**
   * Resolves true once the gateway has passed on everything up to `snapshot`; false if what is held overflowed or the
   * holding was released.
   */
  reached(snapshot: Cursor): Promise<boolean>;
  /**
   * Sends what was held above `snapshot`, to which the subscriber was brought and whose membership it has, and lets it
   * go live, all in one step. Returns the cursor up to which everything was sent; undefined if what is held overflowed.
   * Call it right after `reached`.
   */
  goLive(snapshot: Cursor): Cursor | undefined;
  release(): void;
};

/** Everyone who is catching up, and the events that are kept for them. */
export class Holdings {
  readonly #held: HoldBuffer;
  readonly #positions: () => Cursor;
  readonly #waiting = new Set<{ for: Cursor; done: (reached: boolean) => void }>();

  constructor(limits: HoldLimits, positions: () => Cursor) {
    this.#held = new HoldBuffer(limits);
    this.#positions = positions;
  }

  /** Events that are kept. */
  get size(): number {
    return this.#held.size;
  }

  keep(event: LiveEvent): void {
    this.#held.push(event);
  }

  /** The gateway has read on: whoever waited for that goes on. */
  moved(): void {
    for (const waiting of this.#waiting) if (this.#hasReached(waiting.for)) waiting.done(true);
  }

  /** `goLive` gets the events since now. */
  hold(goLive: (events: LiveEvent[], snapshot: Cursor) => Cursor, overflowed: () => void): Holding {
    let lost = false;
    const ends = new Set<(reached: boolean) => void>();
    const lose = () => {
      lost = true;
      for (const end of ends) end(false);
    };
    const start: HoldStart = this.#held.hold(() => {
      lose();
      overflowed();
    });
    return {
      at: this.#positions(),
      reached: (snapshot) => {
        if (lost) return Promise.resolve(false);
        if (this.#hasReached(snapshot)) return Promise.resolve(true);
        return this.#wait(snapshot, ends);
      },
      goLive: (snapshot) => {
        if (lost) return undefined;
        const cursor = goLive(this.#held.since(start), snapshot);
        this.#held.release(start);
        return cursor;
      },
      release: () => {
        this.#held.release(start);
        lose();
      },
    };
  }

  #wait(snapshot: Cursor, ends: Set<(reached: boolean) => void>): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<boolean>();
    const waiting = {
      for: snapshot,
      done: (reached: boolean) => {
        this.#waiting.delete(waiting);
        ends.delete(waiting.done);
        resolve(reached);
      },
    };
    this.#waiting.add(waiting);
    ends.add(waiting.done);
    return promise;
  }

  /** Only of the streams that the gateway follows; a snapshot may name more. */
  #hasReached(snapshot: Cursor): boolean {
    return Object.entries(this.#positions().streams).every(([stream, seq]) => seq >= (snapshot.streams[stream] ?? 0));
  }
}
