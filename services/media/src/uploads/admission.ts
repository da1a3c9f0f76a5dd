import { SharedSlots, TimedOut } from '@messenger/kit';
import { type Refusal, refuse, type UserId, unavailable } from '@messenger/proto';
import { refusals, uploadsNow } from '../metrics.ts';

/** Seconds after which whoever found no room may come again. */
const comeBackSeconds = 2;

/** How long an image waits to be decoded: its gateway does not wait much longer for the whole. */
const patienceMs = 40_000;

/**
 * Room for a bounded number of uploads at once, each at most one file in memory, of which a few are decoded while the
 * others arrive or wait. No user takes more than a few of the places.
 */
export class UploadSlots {
  readonly #most: number;
  readonly #mostOfUser: number;
  readonly #decoding: SharedSlots;
  readonly #ofUser = new Map<UserId, number>();
  #inWork = 0;

  constructor({ uploads, ofUser, decodes }: { uploads: number; ofUser: number; decodes: number }) {
    this.#most = uploads;
    this.#mostOfUser = ofUser;
    this.#decoding = new SharedSlots({ all: decodes, ofOne: 1 });
  }

  /** Does a user's work if there is room for it. */
  async take<T>(by: UserId, work: () => Promise<T>): Promise<T | Refusal> {
    const own = this.#ofUser.get(by) ?? 0;
    if (own >= this.#mostOfUser) {
      refusals.inc({ reason: 'too_many' });
      return refuse('rate_limited', 'Too many uploads at once. Try again in a moment.', {
        retryAfter: comeBackSeconds,
      });
    }
    if (this.#inWork >= this.#most) {
      refusals.inc({ reason: 'busy' });
      return unavailable(comeBackSeconds);
    }
    this.#count(by, 1);
    try {
      return await work();
    } finally {
      this.#count(by, -1);
    }
  }

  #count(by: UserId, change: 1 | -1): void {
    this.#inWork += change;
    uploadsNow.inc(change);
    const own = (this.#ofUser.get(by) ?? 0) + change;
    if (own > 0) this.#ofUser.set(by, own);
    else this.#ofUser.delete(by);
  }

  /** Waits for its turn to decode: one of a user's at a time, so that nobody waits for all that another brings. */
  async decode<T>(by: UserId, work: () => Promise<T>): Promise<T | Refusal> {
    try {
      return await this.#decoding.run(by, work, patienceMs);
    } catch (error) {
      if (!(error instanceof TimedOut)) throw error;
      return unavailable(comeBackSeconds);
    }
  }
}
