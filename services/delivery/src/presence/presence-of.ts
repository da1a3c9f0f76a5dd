import type { Logger } from '@messenger/kit';
import { type Bus, handle, serve } from '@messenger/messaging';
import { presenceOf, unavailable } from '@messenger/proto';
import type { PresenceStore } from './presence-store.ts';

/** Answers who is there. Without Redis nobody knows: `unavailable`. */
export function servePresence(bus: Bus, store: PresenceStore, log: Logger): Promise<AsyncDisposable> {
  return serve(bus, {
    name: 'delivery',
    description: 'Who is online, away, offline, and since when.',
    log,
    endpoints: [
      handle(presenceOf, async ({ userIds }) => {
        try {
          return { presences: await store.statesOf(userIds) };
        } catch (error) {
          log.warn({ err: error }, 'presence unknown');
          return unavailable();
        }
      }),
    ],
  });
}
