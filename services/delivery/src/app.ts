import { type EventStore, serveFollowers } from '@messenger/event-store';
import { type Logger, newId } from '@messenger/kit';
import type { Bus } from '@messenger/messaging';
import type { Redis } from 'ioredis';
import { followPreferences } from './presence/preferences.ts';
import { servePresence } from './presence/presence-of.ts';
import { type PresenceTiming, presenceStore, presenceTiming } from './presence/presence-store.ts';
import { watchRedis } from './presence/redis-watch.ts';
import { takeReports } from './presence/reports.ts';
import { rollCaller } from './presence/roll-call.ts';
import { rememberShown } from './presence/shown.ts';
import { startSweeper } from './presence/sweeper.ts';
import { type ReceiptTiming, receiptTiming } from './receipts/collector.ts';
import { startReceipts } from './receipts/start-receipts.ts';

export type AppDeps = {
  bus: Bus;
  redis: Redis;
  events: EventStore;
  log: Logger;
  timing?: PresenceTiming;
  receiptTiming?: ReceiptTiming;
};

export type App = AsyncDisposable & {
  ready(): boolean;
  /** Rejects when the log lost what was read of it: start anew. */
  readonly failed: Promise<never>;
};

/** Starts delivery: receipts into the log, presence from the reports of gateways. */
export async function startApp(given: AppDeps): Promise<App> {
  const { bus, redis, events, log, timing = presenceTiming } = given;
  await using started = new AsyncDisposableStack();
  const receipts = started.use(await startReceipts({ bus, events, log, timing: given.receiptTiming ?? receiptTiming }));
  const store = presenceStore(redis, timing);
  const shown = started.use(rememberShown(bus));
  const rollCall = started.use(rollCaller(bus));
  const deps = { bus, redis, store, shown, rollCall, timing, log };
  started.use(takeReports(deps));
  started.use(await servePresence(bus, store, log));
  const data = started.use(watchRedis(deps));
  const instanceId = newId();
  started.use(await serveFollowers(events, { service: 'delivery', instance: instanceId }));
  started.use(followPreferences({ ...deps, events, instanceId }));
  started.use(startSweeper({ ...deps, data, instanceId }));
  const owned = started.move();
  return {
    ready: () => data.steadySince() !== undefined,
    failed: receipts.failed,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
