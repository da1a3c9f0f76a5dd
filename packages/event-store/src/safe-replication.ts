import { type Bus, serverIsAtLeast, serverVersion } from '@messenger/messaging';

/** Copies are kept of the log, or asked for, by a server that takes two appends for one expectation. */
export class UnsafeReplication extends Error {
  override name = 'UnsafeReplication';
}

/** The first version that replicates without that. */
const safe = [2, 12] as const;

/** @throws UnsafeReplication where the server is too old to keep so many copies */
export function requireSafeReplication(bus: Bus, replicas: number): void {
  if (replicas === 1 || serverIsAtLeast(bus, safe)) return;
  const needed = `${replicas} replicas need nats-server ${safe.join('.')} or newer`;
  throw new UnsafeReplication(`${needed}; this is ${serverVersion(bus)}.`);
}
