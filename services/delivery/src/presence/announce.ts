import { counter } from '@messenger/kit';
import type { Bus } from '@messenger/messaging';
import { type PresenceChanged, subjects } from '@messenger/proto';
import type { PresenceStore } from './presence-store.ts';

const published = counter('presence_changes_total', 'Presence changes published.', ['state']);

/** Tells the gateways what changed; where Redis does not hear of that, a sweep has it told once more, which changes nothing. */
export function announce({ bus, store }: { bus: Bus; store: PresenceStore }, changes: PresenceChanged[]): void {
  for (const change of changes) {
    bus.publish(subjects.presence(change.userId), JSON.stringify(change));
    published.inc({ state: change.state });
  }
  if (changes.length > 0) void store.told(changes).catch(() => undefined);
}
