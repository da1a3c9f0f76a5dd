type Waiting<R> = { work: () => Promise<R>; settle: (result: R) => void; fail: (error: unknown) => void };

export type LanesOptions<R> = {
  /** How many may wait in one lane. */
  maxWaiting: number;
  /** The answer when a lane is full. */
  full: () => R;
  /** How many may be in all lanes, those in work included. */
  maxInAll: number;
  /** The answer when all lanes together are: whoever came now would wait for longer than anybody does. */
  busy: () => R;
  /** True when the outcome is not known: then nothing that waits behind may pass, and gets this result too. */
  undecided: (result: R) => boolean;
};

/** Work in lanes: in each one at a time, in order; lanes do not wait for one another. */
export class Lanes<R> {
  readonly #options: LanesOptions<R>;
  readonly #lanes = new Map<string, Waiting<R>[]>();
  #inAll = 0;

  constructor(options: LanesOptions<R>) {
    this.#options = options;
  }

  get size(): number {
    return this.#lanes.size;
  }

  run(key: string, work: () => Promise<R>): Promise<R> {
    const waiting = this.#lanes.get(key);
    if (waiting && waiting.length >= this.#options.maxWaiting) return Promise.resolve(this.#options.full());
    if (this.#inAll >= this.#options.maxInAll) return Promise.resolve(this.#options.busy());
    this.#inAll++;
    const result = new Promise<R>((settle, fail) => {
      const entry = { work, settle, fail };
      if (waiting) waiting.push(entry);
      else {
        this.#lanes.set(key, []);
        void this.#drive(key, entry);
      }
    });
    const done = () => this.#inAll--;
    result.then(done, done);
    return result;
  }

  async #drive(key: string, first: Waiting<R>): Promise<void> {
    const waiting = this.#lanes.get(key)!;
    for (let next: Waiting<R> | undefined = first; next; next = waiting.shift()) {
      try {
        const result = await next.work();
        next.settle(result);
        if (this.#options.undecided(result)) for (const behind of waiting.splice(0)) behind.settle(result);
      } catch (error) {
        next.fail(error);
        for (const behind of waiting.splice(0)) behind.fail(error);
      }
    }
    this.#lanes.delete(key);
  }
}
