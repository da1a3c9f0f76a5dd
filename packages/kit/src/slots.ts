import { TimedOut } from './time.ts';

/** A semaphore: a bounded number of things at once; the others wait their turn, first come first served. */
export class Slots {
  #free: number;
  readonly #waiting: (() => void)[] = [];

  constructor(count: number) {
    this.#free = count;
  }

  /** @throws TimedOut when its turn does not come within `patienceMs` */
  async run<T>(work: () => Promise<T>, patienceMs?: number): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await this.#turn(patienceMs);
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#free++;
    }
  }

  #turn(patienceMs: number | undefined): Promise<void> {
    return new Promise((resolve, reject) => {
      let timer: NodeJS.Timeout | undefined;
      const come = () => {
        clearTimeout(timer);
        resolve();
      };
      this.#waiting.push(come);
      if (patienceMs === undefined) return;
      timer = setTimeout(() => {
        this.#waiting.splice(this.#waiting.indexOf(come), 1);
        reject(new TimedOut(`no turn within ${patienceMs} ms`));
      }, patienceMs);
    });
  }
}

/** Slots for many, such as users, of each of whom few things are in work or in the queue: nobody waits for all of another's. */
export class SharedSlots {
  readonly #all: Slots;
  readonly #ofOne: number;
  readonly #own = new Map<string, { slots: Slots; inWork: number }>();

  constructor({ all, ofOne }: { all: number; ofOne: number }) {
    this.#all = new Slots(all);
    this.#ofOne = ofOne;
  }

  /** @throws TimedOut when its turn does not come within `patienceMs` */
  async run<T>(whose: string, work: () => Promise<T>, patienceMs?: number): Promise<T> {
    const startedAt = performance.now();
    const left = () => (patienceMs === undefined ? undefined : Math.max(0, startedAt + patienceMs - performance.now()));
    const own = this.#own.get(whose) ?? { slots: new Slots(this.#ofOne), inWork: 0 };
    this.#own.set(whose, own);
    own.inWork++;
    try {
      return await own.slots.run(() => this.#all.run(work, left()), patienceMs);
    } finally {
      own.inWork--;
      if (own.inWork === 0) this.#own.delete(whose);
    }
  }
}
