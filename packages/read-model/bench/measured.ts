/** Counts what was tried, what failed and how long it took. */
export class Measured {
  failed = 0;
  readonly reasons: Record<string, number> = {};
  readonly #times: number[] = [];

  async time(work: () => Promise<string | undefined>): Promise<void> {
    const before = performance.now();
    const reason = await work().catch((error: Error) => error.message);
    this.#times.push(performance.now() - before);
    if (reason === undefined) return;
    this.failed++;
    this.reasons[reason] = (this.reasons[reason] ?? 0) + 1;
  }

  get count(): number {
    return this.#times.length;
  }

  /** Milliseconds. */
  get p99(): number {
    const sorted = this.#times.toSorted((a, b) => a - b);
    return sorted[Math.floor(sorted.length * 0.99)] ?? 0;
  }
}
