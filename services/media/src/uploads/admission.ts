import { SharedSlots, Slots, TimedOut } from '@messenger/kit';
import { type Refusal, refuse, type UserId, unavailable } from '@messenger/proto';
import { refusals, uploadsNow } from '../metrics.ts';

/** Seconds after which whoever found no room may come again. */
const comeBackSeconds = 2;

/** How long what one user brings beyond their places waits for one of them. */
const placeMs = 10_000;
/** How long an image waits to be decoded: its gateway does not wait much longer for the whole. */
const patienceMs = 40_000;

/** Uploads that may wait for a place of their user's, of one user and of all. Nothing of them is read. */
const mostWaiting = { ofUser: 20, ofAll: 100 };

export type UploadSlotsOptions = { uploads: number; ofUser: number; decodes: number; placeMs?: number };

/**
 * Room for a bounded number of uploads at once, each at most one file in memory, of which a few are decoded while the
 * others arrive or wait. No user takes more than a few of the places; what they bring beyond that waits, unread.
 */
export class UploadSlots {
  readonly #most: number;
  readonly #mostOfUser: number;
  readonly #placeMs: number;
  readonly #decoding: SharedSlots;
  readonly #ofUser = new Map<UserId, { places: Slots; uploads: number }>();
  /** Those that wait for a place included. */
  #uploads = 0;
  #inWork = 0;

  constructor({ uploads, ofUser, decodes, placeMs: given = placeMs }: UploadSlotsOptions) {
    this.#most = uploads;
    this.#mostOfUser = ofUser;
    this.#placeMs = given;
    this.#decoding = new SharedSlots({ all: decodes, ofOne: 1 });
  }

  /** Does a user's work if there is room for it, or soon is. */
  async take<T>(by: UserId, work: () => Promise<T>): Promise<T | Refusal> {
    const own = this.#ofUser.get(by) ?? { places: new Slots(this.#mostOfUser), uploads: 0 };
    if (own.uploads >= this.#mostOfUser && !this.#mayWait(own.uploads)) return tooMany();
    this.#ofUser.set(by, own);
    own.uploads++;
    this.#uploads++;
    let hasPlace = false;
    try {
      return await own.places.run(() => {
        hasPlace = true;
        return this.#place(work);
      }, this.#placeMs);
    } catch (error) {
      if (hasPlace || !(error instanceof TimedOut)) throw error;
      return tooMany();
    } finally {
      this.#uploads--;
      own.uploads--;
      if (own.uploads === 0) this.#ofUser.delete(by);
    }
  }

  #mayWait(uploadsOfUser: number): boolean {
    const isRoom = this.#uploads - this.#inWork < mostWaiting.ofAll;
    return isRoom && uploadsOfUser < this.#mostOfUser + mostWaiting.ofUser;
  }

  async #place<T>(work: () => Promise<T>): Promise<T | Refusal> {
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

function tooMany(): Refusal {
  refusals.inc({ reason: 'too_many' });
  return refuse('rate_limited', 'Too many uploads at once. Try again in a moment.', { retryAfter: comeBackSeconds });
}
