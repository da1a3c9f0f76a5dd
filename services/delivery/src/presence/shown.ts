import { parseJson } from '@messenger/kit';
import type { Bus } from '@messenger/messaging';
import { fits, PresenceChanged, type PresenceState, subjects, type UserId } from '@messenger/proto';

/** Who is shown as being there, in case Redis forgets: remembered from what any instance announced. */
export type Shown = AsyncDisposable & { all(): [UserId, PresenceState][] };

/** Remembers from now on; what was announced before is not known. */
export function rememberShown(bus: Bus): Shown {
  const shown = new Map<UserId, PresenceState>();
  const subscription = bus.nc.subscribe(subjects.allPresence, {
    callback(error, message) {
      const change: unknown = error ? undefined : parseJson(message.string());
      if (!fits(PresenceChanged, change)) return;
      if (change.state === 'offline') shown.delete(change.userId);
      else shown.set(change.userId, change.state);
    },
  });
  return {
    all: () => [...shown],
    async [Symbol.asyncDispose]() {
      if (!bus.nc.isClosed()) subscription.unsubscribe();
    },
  };
}
