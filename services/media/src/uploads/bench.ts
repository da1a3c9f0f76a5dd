import { Slots } from '@messenger/kit';
import { type Refusal, unavailable } from '@messenger/proto';
import { refusals, uploadsNow } from '../metrics.ts';

/** Seconds after which whoever found no room may come again. */
const comeBackSeconds = 2;

/**
 * Room for a bounded number of uploads at once, each at most one file in memory, of which a few are decoded while the
 * others arrive or wait.
 */
export class Bench {
  readonly #most: number;
  readonly #decoding: Slots;
  #inWork = 0;

  constructor({ uploads, decodes }: { uploads: number; decodes: number }) {
    this.#most = uploads;
    this.#decoding = new Slots(decodes);
  }

  /** Does the work if there is room for it. */
  async take<T>(work: () => Promise<T>): Promise<T | Refusal> {
    if (this.#inWork >= this.#most) {
      refusals.inc({ reason: 'busy' });
      return unavailable(comeBackSeconds);
    }
    this.#inWork++;
    uploadsNow.inc();
    try {
      return await work();
    } finally {
      this.#inWork--;
      uploadsNow.dec();
    }
  }

  /** Waits for its turn to decode. */
  decode<T>(work: () => Promise<T>): Promise<T> {
    return this.#decoding.run(work);
  }
}
