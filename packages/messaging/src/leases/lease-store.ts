import { buckets } from '@messenger/proto';
import { type KV, NatsError } from 'nats';
import type { Bus } from '../bus.ts';
import { wrongSequence } from '../wrong-sequence.ts';

/**
 * What a lease's key holds. `holder` is null once it was released; `term` is new with each take-over, so that a holder
 * knows its own writes again after an answer was lost.
 */
export type LeaseEntry = { holder: string | null; term: string };
export type StoredLease = LeaseEntry & { revision: number; writtenAt: Date };

export type LeaseStore = {
  read(name: string): Promise<StoredLease | undefined>;
  /**
   * Writes over the given revision (undefined: over nothing) and answers the new one, or undefined when another
   * writer came first. @throws when the outcome is unknown
   */
  replace(name: string, entry: LeaseEntry, revision: number | undefined): Promise<number | undefined>;
};

/** The bucket of leases; each operation fails after `timeoutMs`. The bucket itself is made by provisioning. */
export function leaseStore(bus: Pick<Bus, 'nc'>, timeoutMs: number): LeaseStore {
  let opened: Promise<KV> | undefined;
  const bucket = async (): Promise<KV> => {
    opened ??= bus.nc.jetstream({ timeout: timeoutMs }).views.kv(buckets.leases.name, { bindOnly: true });
    try {
      return await opened;
    } catch (error) {
      opened = undefined;
      throw error;
    }
  };
  return {
    async read(name) {
      const entry = await (await bucket()).get(name);
      if (entry?.operation !== 'PUT') return undefined;
      const { holder, term } = entry.json<LeaseEntry>();
      return { holder, term, revision: entry.revision, writtenAt: entry.created };
    },
    async replace(name, entry, revision) {
      const kv = await bucket();
      const text = JSON.stringify(entry satisfies LeaseEntry);
      try {
        return await (revision === undefined ? kv.create(name, text) : kv.update(name, text, revision));
      } catch (error) {
        if (error instanceof NatsError && wrongSequence.has(error.api_error?.err_code)) return undefined;
        throw error;
      }
    },
  };
}
