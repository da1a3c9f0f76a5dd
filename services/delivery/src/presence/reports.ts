import { counter, type Logger, parseJson } from '@messenger/kit';
import type { Bus } from '@messenger/messaging';
import { DevicesReport, fits, subjects } from '@messenger/proto';
import { announce } from './announce.ts';
import type { PresenceStore } from './presence-store.ts';
import type { RollCall } from './roll-call.ts';

type Deps = { bus: Bus; store: PresenceStore; rollCall: RollCall; log: Logger };

const reports = counter('presence_reports_total', 'Reports of gateways, by what came of them.', ['outcome']);

/** Reports waiting for Redis; beyond, they are dropped, and the gateways asked to tell all again. */
const maxWaiting = 1_000;

/**
 * Takes the reports of gateways, one after the other. Every instance hears all of them, in the order of each gateway;
 * their numbers make each take effect once, whichever instance is first.
 */
export function takeReports({ bus, store, rollCall, log }: Deps): AsyncDisposable {
  let waiting = 0;
  let chain = Promise.resolve();

  const take = async (report: DevicesReport) => {
    try {
      const { outcome, changes } = await store.report(report);
      reports.inc({ outcome });
      announce({ bus, store }, changes);
      if (outcome === 'gap') rollCall.call();
    } catch (error) {
      reports.inc({ outcome: 'failed' });
      log.warn({ err: error, gateway: report.gatewayId }, 'presence report not taken');
    }
  };

  const subscription = bus.nc.subscribe(subjects.gatewayReports('devices'), {
    callback(error, message) {
      if (error) return log.error({ err: error }, 'presence reports');
      const report = parseJson(message.string());
      if (!fits(DevicesReport, report)) {
        reports.inc({ outcome: 'invalid' });
        return log.warn('presence report of the wrong shape');
      }
      if (waiting >= maxWaiting) {
        reports.inc({ outcome: 'dropped' });
        return rollCall.call();
      }
      waiting++;
      chain = chain.then(() => take(report)).finally(() => waiting--);
    },
  });
  return {
    async [Symbol.asyncDispose]() {
      if (!bus.nc.isClosed()) subscription.unsubscribe();
      await chain;
    },
  };
}
