import type { StoredLease } from './lease-store.ts';

/**
 * Decides when a lease may be taken, from what was seen of it at which time of one's own monotonic clock: clocks of
 * different machines are never compared. A lease is up for taking when there is none, when it was released, or when
 * its revision stayed the same for the lease time, that is, when its holder has not renewed it.
 */
export function leaseWatch(ttlMs: number) {
  let revision: number | undefined;
  let since = 0;
  return {
    /** @param now milliseconds of a monotonic clock, taken after the lease was read */
    mayTake(seen: StoredLease | undefined, now: number): boolean {
      if (!seen || seen.holder === null) return true;
      if (seen.revision !== revision) {
        revision = seen.revision;
        since = now;
      }
      return now - since >= ttlMs;
    },
  };
}
