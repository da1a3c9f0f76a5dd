import { aborted, backoff, gauge, type Logger, sleep, TimedOut, within } from '@messenger/kit';
import type { Bus } from '../bus.ts';
import { leaseStore } from './lease-store.ts';
import { type TakeOptions, type Term, take } from './term.ts';
import { leaseWatch } from './watch.ts';

export type LeaseOptions = {
  /** What is led: letters, digits, `-`, `_`, `.`, as in `projection.CHAT-0`. */
  name: string;
  instanceId: string;
  log: Logger;
  /** After a holder died, another takes over within this time and a second. */
  ttlMs?: number;
  /**
   * The work of the leader. When the signal aborts it must stop at once: shortly after, another may start.
   * `epoch` tells terms apart, and grows unless the bucket lost its end: whoever fences writes outside takes an epoch
   * from what is written to, as the read model does.
   */
  run: (signal: AbortSignal, epoch: number) => Promise<void>;
};

export type Lease = AsyncDisposable & {
  /** The epoch while held. */
  readonly epoch: number | undefined;
};

/** How often those who wait look whether they may take over. */
const pollMs = 300;

const held = gauge('lease_held', '1 while this instance holds the lease', ['lease']);

/**
 * Competes for a lease and runs `run` while holding it. The signal aborts before another may take over; a `run` that
 * ended or failed gives the lease back and competes again after a pause; disposing stops the work, then gives it back.
 */
export function holdLease(bus: Pick<Bus, 'nc'>, options: LeaseOptions): Lease {
  const { name, instanceId, ttlMs = 5_000, log } = options;
  const taking: TakeOptions = {
    store: leaseStore(bus, ttlMs / 5),
    name,
    instanceId,
    // The margin pays for clocks of unequal speed and for the time it takes `run` to notice.
    safeMs: ttlMs * 0.75,
  };
  const ended = new AbortController();
  let epoch: number | undefined;
  held.set({ lease: name }, 0);

  const compete = async () => {
    let pause = backoff({ minMs: pollMs, maxMs: 10_000 });
    while (!ended.signal.aborted) {
      const term = await waitForTerm(taking, ttlMs, log, ended.signal);
      if (!term) return;
      log.info({ lease: name, epoch: term.epoch }, 'lease taken');
      epoch = term.epoch;
      held.set({ lease: name }, 1);
      const startedAt = performance.now();
      await serveTerm(term, { ...options, ttlMs }, ended.signal);
      epoch = undefined;
      held.set({ lease: name }, 0);
      if (performance.now() - startedAt > 60_000) pause = backoff({ minMs: pollMs, maxMs: 10_000 });
      await sleep(pause(), ended.signal);
    }
  };
  const competing = compete();
  return {
    get epoch() {
      return epoch;
    },
    async [Symbol.asyncDispose]() {
      ended.abort();
      await competing;
    },
  };
}

async function waitForTerm(
  options: TakeOptions,
  ttlMs: number,
  log: Logger,
  ended: AbortSignal,
): Promise<Term | undefined> {
  const watch = leaseWatch(ttlMs);
  const pauseAfterError = backoff({ minMs: pollMs, maxMs: 2_000 });
  while (!ended.aborted) {
    try {
      const seen = await options.store.read(options.name);
      const term = watch.mayTake(seen, performance.now()) ? await take(options, seen) : undefined;
      if (term) return term;
      await sleep(pollMs * (0.75 + Math.random() / 2), ended);
    } catch (error) {
      log.warn({ lease: options.name, err: error }, 'lease store not reachable');
      await sleep(pauseAfterError(), ended);
    }
  }
  return undefined;
}

/** Runs the work and renews beside it, until the work ended, the lease was lost or this holder ends. */
async function serveTerm(term: Term, options: LeaseOptions & { ttlMs: number }, ended: AbortSignal): Promise<void> {
  const { name, log, ttlMs, run } = options;
  const stop = new AbortController();
  const workEnded = new AbortController();
  const work = (async () => {
    try {
      await run(stop.signal, term.epoch);
    } catch (error) {
      if (!stop.signal.aborted) log.error({ lease: name, epoch: term.epoch, err: error }, 'the work of a lease failed');
    } finally {
      workEnded.abort();
    }
  })();
  const end = () => stop.abort();
  ended.addEventListener('abort', end);
  if (ended.aborted) end();

  const kept = keepRenewed(term, ttlMs, workEnded.signal).then((still) => {
    if (!still) {
      log.warn({ lease: name, epoch: term.epoch }, 'lease lost');
      stop.abort();
    }
    return still;
  });
  const stopped = await untilStopped(
    work,
    stop.signal,
    ttlMs,
    () => ended.aborted,
    () => log.error({ lease: name, epoch: term.epoch }, 'the work of a lease goes on after it was told to stop'),
  );
  workEnded.abort();
  ended.removeEventListener('abort', end);
  if ((await kept) && stopped) {
    await term.release().catch((error) => log.warn({ lease: name, err: error }, 'lease not given back'));
  }
}

/** Renews five times per lease time. True when the work ended first, false as soon as the lease may be lost. */
async function keepRenewed(term: Term, ttlMs: number, workEnded: AbortSignal): Promise<boolean> {
  while (!workEnded.aborted) {
    await sleep(ttlMs / 5, workEnded);
    if (workEnded.aborted) return true;
    const left = term.safeUntil - performance.now();
    if (left <= 0) return false;
    try {
      if (!(await within(left, term.renew(), 'renewing'))) return false;
    } catch (error) {
      if (error instanceof TimedOut) return false;
      await sleep(ttlMs / 50, workEnded);
    }
  }
  return true;
}

/**
 * Waits for the work. Once told to stop it has the lease time; when this holder ends it is left behind then (false),
 * else waited for, since a second one beside it would be worse than none.
 */
async function untilStopped(
  work: Promise<void>,
  stop: AbortSignal,
  graceMs: number,
  leaving: () => boolean,
  complain: () => void,
): Promise<boolean> {
  await Promise.race([work, aborted(stop)]);
  for (;;) {
    try {
      await within(graceMs, work, 'stopping');
      return true;
    } catch {
      complain();
      if (leaving()) return false;
    }
  }
}
