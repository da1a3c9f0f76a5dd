import { counter } from '@messenger/kit';
import type { Bus } from '@messenger/messaging';
import { type PresenceChanged, subjects } from '@messenger/proto';

const published = counter('presence_changes_total', 'Presence changes published.', ['state']);

/** Tells the gateways what changed. */
export function announce(bus: Bus, changes: PresenceChanged[]): void {
  for (const change of changes) {
    bus.publish(subjects.presence(change.userId), JSON.stringify(change));
    published.inc({ state: change.state });
  }
}
