import { within } from '@messenger/kit';
import { type Cursor, isRefusal, type Refusal, unavailable } from '@messenger/proto';
import { type Delta, type DeltaOptions, fetchDelta } from './delta.ts';
import type { Holding } from './holdings.ts';
import type { Membership } from './membership.ts';

export type CatchUpOptions = Omit<DeltaOptions, 'at'> & {
  holding: Holding;
  /** Takes over who it gets events of, right before what was held is sent. */
  join: (membership: Membership) => void;
  /** Everything up to the cursor was sent, or with `reset` is to be loaded; called before anything later is sent. */
  live?: (caughtUp: CaughtUp) => void;
};

/** How long the gateway's own followers may take to reach what the read model showed. */
const reachMs = 10_000;

export type CaughtUp = { cursor: Cursor; reset: boolean };

/**
 * Catching up without a hole. The device has registered as holding; it gets what it missed up to a snapshot, then what
 * was held above that, then it is live. Without a cursor serving starts where it registered. A refusal means that it
 * could not be served now; the holding is released then.
 */
export async function catchUp(options: CatchUpOptions): Promise<CaughtUp | Refusal> {
  const { holding, signal } = options;
  signal.addEventListener('abort', holding.release, { once: true });
  try {
    const delta = await fetchDelta({ ...options, at: holding.at });
    return isRefusal(delta) ? delta : await goLive(options, delta);
  } finally {
    signal.removeEventListener('abort', holding.release);
    holding.release();
  }
}

async function goLive(
  { holding, join, live, signal }: CatchUpOptions,
  { snapshot, membership, reset }: Delta,
): Promise<CaughtUp | Refusal> {
  const reached = await within(reachMs, holding.reached(snapshot), 'own followers').catch(() => false);
  if (!reached || signal.aborted) return unavailable();
  join(membership);
  // Who loads afresh lets go of all that came before it is told so, and what it loads may be older than what was held.
  if (reset) live?.({ cursor: snapshot, reset });
  const cursor = holding.goLive(snapshot);
  if (!cursor) return unavailable();
  const caughtUp = { cursor, reset };
  if (!reset) live?.(caughtUp);
  return caughtUp;
}
