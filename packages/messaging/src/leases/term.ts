import { randomUUID } from 'node:crypto';
import type { LeaseStore, StoredLease } from './lease-store.ts';

/**
 * One uninterrupted holding of a lease. `epoch` is the bucket's revision at which it was taken: it grows with every
 * write to the bucket, hence from term to term of a name, for as long as the bucket keeps what it took. One that lost its
 * end, or was made anew, gives the same revisions out again.
 */
export type Term = {
  readonly epoch: number;
  /** Until when, on `performance.now()`, nobody else can have taken it over: counted from before the last write. */
  readonly safeUntil: number;
  /** Renews; false when another took over. @throws when the outcome is unknown: try again until `safeUntil` */
  renew(): Promise<boolean>;
  /** Gives the lease back, so that others need not wait for it to run out. */
  release(): Promise<void>;
};

export type TakeOptions = { store: LeaseStore; name: string; instanceId: string; safeMs: number };

/** Takes a lease over from what was seen of it; undefined when another came first. */
export async function take(options: TakeOptions, seen: StoredLease | undefined): Promise<Term | undefined> {
  const { store, name, instanceId, safeMs } = options;
  const entry = { holder: instanceId, term: randomUUID() };
  const sentAt = performance.now();
  let revision: number | undefined;
  try {
    revision = await store.replace(name, entry, seen?.revision);
  } catch (error) {
    const now = await store.read(name);
    if (now?.term !== entry.term) throw error;
    revision = now.revision;
  }
  return revision === undefined ? undefined : startTerm(options, entry, revision, sentAt + safeMs);
}

function startTerm(
  { store, name, safeMs }: TakeOptions,
  entry: { holder: string; term: string },
  epoch: number,
  until: number,
): Term {
  let revision = epoch;
  let safeUntil = until;
  /** After a lost answer the stored revision may be a later one of ours. */
  const catchUp = async (): Promise<boolean> => {
    const now = await store.read(name);
    if (now?.term !== entry.term) return false;
    revision = now.revision;
    return true;
  };
  return {
    epoch,
    get safeUntil() {
      return safeUntil;
    },
    async renew() {
      const sentAt = performance.now();
      let written = await store.replace(name, entry, revision);
      if (written === undefined && (await catchUp())) written = await store.replace(name, entry, revision);
      if (written === undefined) return false;
      revision = written;
      safeUntil = sentAt + safeMs;
      return true;
    },
    async release() {
      const free = { holder: null, term: entry.term };
      const written = await store.replace(name, free, revision);
      if (written === undefined && (await catchUp())) await store.replace(name, free, revision);
    },
  };
}
