/** What each of several works in one process has had of its processors: all while alone, else an equal part. */
export class CpuShare {
  readonly #usedByAll: () => number;
  #usedBefore = 0;
  #ofEach = 0;
  #inWork = 0;

  /** @param usedByAll seconds of a processor that this process has used so far */
  constructor(usedByAll: () => number = usedByProcess) {
    this.#usedByAll = usedByAll;
  }

  /** Seconds that fell to each while it was under way; how much since some moment is the difference. */
  seconds(): number {
    const used = this.#usedByAll();
    if (this.#inWork > 0) this.#ofEach += (used - this.#usedBefore) / this.#inWork;
    this.#usedBefore = used;
    return this.#ofEach;
  }

  begin(): void {
    this.seconds();
    this.#inWork++;
  }

  end(): void {
    this.seconds();
    this.#inWork--;
  }
}

function usedByProcess(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000_000;
}
