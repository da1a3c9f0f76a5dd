import type { LiveEvent } from './live-event.ts';

export type HoldLimits = { maxEvents: number; maxBytes: number };

/** Where a holder began: it needs every event passed on after this many. */
export type HoldStart = { readonly from: number; overflowed(): void };

/**
 * The events since the oldest device that is still catching up registered; empty while none is. Bounded: beyond the
 * limits the oldest holders are told that they cannot be served, and what only they needed is let go.
 */
export class HoldBuffer {
  readonly #limits: HoldLimits;
  readonly #holders = new Set<HoldStart>();
  #events: LiveEvent[] = [];
  #bytes = 0;
  /** How many events were passed on before the first that is kept. */
  #base = 0;

  constructor(limits: HoldLimits) {
    this.#limits = limits;
  }

  get size(): number {
    return this.#events.length;
  }

  hold(overflowed: () => void): HoldStart {
    const start = { from: this.#base + this.#events.length, overflowed };
    this.#holders.add(start);
    return start;
  }

  release(start: HoldStart): void {
    if (this.#holders.delete(start)) this.#trim();
  }

  push(event: LiveEvent): void {
    if (this.#holders.size === 0) {
      this.#base++;
      return;
    }
    this.#events.push(event);
    this.#bytes += event.size;
    while (this.#events.length > this.#limits.maxEvents || this.#bytes > this.#limits.maxBytes) this.#giveUpOldest();
  }

  /** Everything passed on since the holder registered, in order. */
  since(start: HoldStart): LiveEvent[] {
    return this.#events.slice(start.from - this.#base);
  }

  #giveUpOldest(): void {
    const oldest = this.#oldest();
    for (const holder of [...this.#holders]) {
      if (holder.from !== oldest) continue;
      this.#holders.delete(holder);
      holder.overflowed();
    }
    this.#trim();
  }

  #oldest(): number {
    let oldest = this.#base + this.#events.length;
    for (const { from } of this.#holders) if (from < oldest) oldest = from;
    return oldest;
  }

  #trim(): void {
    const gone = this.#events.splice(0, this.#oldest() - this.#base);
    this.#base += gone.length;
    for (const { size } of gone) this.#bytes -= size;
  }
}
