import { type Logger, newId } from '@messenger/kit';
import type { Bus } from '@messenger/messaging';
import type { Redis } from 'ioredis';
import { watchData } from './presence/data-watch.ts';
import { servePresence } from './presence/presence-of.ts';
import { type PresenceTiming, presenceStore, presenceTiming } from './presence/presence-store.ts';
import { takeReports } from './presence/reports.ts';
import { rollCaller } from './presence/roll-call.ts';
import { rememberShown } from './presence/shown.ts';
import { startSweeper } from './presence/sweeper.ts';

export type Deps = { bus: Bus; redis: Redis; log: Logger; timing?: PresenceTiming };
export type App = AsyncDisposable & { ready(): boolean };

/** Starts delivery: presence from the reports of gateways. */
export async function startApp({ bus, redis, log, timing = presenceTiming }: Deps): Promise<App> {
  await using started = new AsyncDisposableStack();
  const store = presenceStore(redis, timing);
  const shown = started.use(rememberShown(bus));
  const rollCall = started.use(rollCaller(bus));
  const deps = { bus, redis, store, shown, rollCall, timing, log };
  started.use(takeReports(deps));
  started.use(await servePresence(bus, store, log));
  const data = started.use(watchData(deps));
  started.use(startSweeper({ ...deps, data, instanceId: newId() }));
  const owned = started.move();
  return {
    ready: () => data.steadySince() !== undefined,
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
