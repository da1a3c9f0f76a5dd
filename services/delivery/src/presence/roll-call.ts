import type { Bus } from '@messenger/messaging';
import { subjects } from '@messenger/proto';

/** Asks all gateways to report all their users; several calls at once are one, at most one a second goes out. */
export type RollCall = Disposable & { call(): void };

const spacingMs = 1_000;

/** Publishes the calls; disposing drops one that is planned. */
export function rollCaller(bus: Bus): RollCall {
  let calledAt = Number.NEGATIVE_INFINITY;
  let planned: NodeJS.Timeout | undefined;
  const callNow = () => {
    planned = undefined;
    calledAt = performance.now();
    if (!bus.nc.isClosed()) bus.publish(subjects.gatewayReports('roll-call'), '{}');
  };
  return {
    call() {
      planned ??= setTimeout(callNow, Math.max(0, calledAt + spacingMs - performance.now()));
    },
    [Symbol.dispose]: () => clearTimeout(planned),
  };
}
