import { closeCodes, encodeCursor, isRefusal } from '@messenger/proto';
import { type CaughtUp, catchUp } from '../live/catch-up.ts';
import { durableFrame } from '../live/frame.ts';
import type { Holding } from '../live/holdings.ts';
import { catchUpSeconds } from '../metrics.ts';
import { comeBackSeconds } from './connections.ts';
import type { Device } from './device.ts';
import type { Outbox } from './outbox.ts';
import { tellPresence } from './presence.ts';
import type { SocketServices } from './services.ts';

export type Served = {
  device: Device;
  holding: Holding;
  cursor: string | undefined;
  outbox: Outbox;
  signal: AbortSignal;
  close: (code: number, reason?: string) => void;
  requestId: string;
};

/** A page of missed events; several are under way to a client at most by what it has taken. */
const maxBytes = 512 * 1024;
const drainMs = 10_000;
/** While the read model is away, a hello waits this long before the client is told to come back. */
const patienceMs = 15_000;

/** Sends a device what it missed, then `ready`, then lets it live. Closes it when that cannot be done now. */
export async function serve(served: Served, services: SocketServices): Promise<void> {
  const { device, outbox, signal, close } = served;
  const began = performance.now();
  let slow = false;
  const result = await catchUp({
    holding: served.holding,
    cursor: served.cursor,
    maxBytes,
    patienceMs,
    signal,
    ask: (request, patienceMs) =>
      services.askSync(device.userId, request, { requestId: served.requestId }, { signal, patienceMs }),
    deliver: async (events) => {
      for (const event of events) outbox.push(durableFrame(event));
      slow = !(await outbox.drained(drainMs));
      return !slow;
    },
    join: (membership) => {
      device.membership = membership;
      device.live = true;
    },
    live: (caughtUp) => outbox.push(ready(caughtUp)),
  });
  const outcome = !isRefusal(result) ? 'ready' : signal.aborted ? 'gone' : slow ? 'slow' : result.code;
  catchUpSeconds.observe({ outcome }, (performance.now() - began) / 1_000);
  if (signal.aborted) return;
  if (isRefusal(result)) return slow ? close(closeCodes.fellBehind) : close(closeCodes.draining, comeBackSeconds());
  await tellPresence(device, [...device.membership.contacts], services);
}

function ready({ cursor, reset }: CaughtUp) {
  const upTo = { cursor: encodeCursor(cursor), ...(reset ? { reset } : {}) };
  return durableFrame({ type: 'ready', ...upTo, data: upTo });
}
