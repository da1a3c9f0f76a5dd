import { backoff, type Logger, sleep } from '@messenger/kit';
import { type Bus, holdLease } from '@messenger/messaging';
import { announce } from './announce.ts';
import type { PresenceStore, PresenceTiming } from './presence-store.ts';
import type { RedisWatch } from './redis-watch.ts';
import type { RollCall } from './roll-call.ts';

type Deps = {
  bus: Bus;
  instanceId: string;
  store: PresenceStore;
  rollCall: RollCall;
  data: RedisWatch;
  timing: PresenceTiming;
  log: Logger;
};

/** Between sweeps that fail one after the other, at the most. */
const maxPauseMs = 5_000;

/**
 * One instance at a time calls offline whose grace is over, and the users of gateways that died. While delivery or
 * Redis was away no sign of life was written, so no gateway counts as dead until all had time to report.
 */
export function startSweeper(deps: Deps): AsyncDisposable {
  const { bus, instanceId, store, rollCall, data, timing, log } = deps;
  return holdLease(bus, {
    name: 'delivery.presence',
    instanceId,
    log,
    async run(signal) {
      const startedAt = performance.now();
      rollCall.call();
      const retry = () => backoff({ minMs: timing.sweepMs, maxMs: maxPauseMs });
      let delay = retry();
      while (!signal.aborted) {
        let pauseMs = timing.sweepMs;
        const since = data.steadySince();
        if (since !== undefined) {
          const settled = performance.now() - Math.max(since, startedAt) >= timing.settleMs;
          try {
            announce({ bus, store }, await store.sweep(settled));
            delay = retry();
          } catch (error) {
            log.warn({ err: error }, 'presence not swept');
            pauseMs = delay();
          }
        }
        await sleep(pauseMs, signal);
      }
    },
  });
}
