import type { FollowedEvent } from '@messenger/event-store';
import { newId } from '@messenger/kit';
import type { Bus } from '@messenger/messaging';
import { type DevicesReport, type PresencePreference, subjects, type UserId } from '@messenger/proto';

/** The sign of life; delivery takes a gateway that is silent for long for gone. */
const reportMs = 10_000;
/** Of one report: NATS takes no message beyond 1 MiB. */
const maxUsers = 10_000;

type Reported = DevicesReport['present'][number];
type Present = { devices: number; presence?: PresencePreference };

/** Which users have devices at this gateway, told to delivery: changes at once, all of it every ten seconds. */
export class Devices implements Disposable {
  readonly #bus: Bus;
  readonly #gatewayId = newId();
  readonly #users = new Map<UserId, Present>();
  readonly #changed = new Set<UserId>();
  readonly #stops: (() => void)[] = [];
  #seq = 0;

  constructor(bus: Bus) {
    this.#bus = bus;
    const rollCall = bus.nc.subscribe(subjects.gatewayReports('roll-call'), { callback: () => this.reportAll() });
    const timer = setInterval(() => this.#giveSignOfLife(), reportMs);
    timer.unref();
    this.#stops.push(
      () => clearInterval(timer),
      () => !bus.nc.isClosed() && rollCall.unsubscribe(),
      bus.onReconnect(() => this.reportAll()),
    );
    this.reportAll();
  }

  get users(): number {
    return this.#users.size;
  }

  opened(userId: UserId): void {
    const present = this.#users.get(userId);
    if (present) present.devices++;
    else {
      this.#users.set(userId, { devices: 1 });
      this.#note(userId);
    }
  }

  closed(userId: UserId): void {
    const present = this.#users.get(userId);
    if (!present || --present.devices > 0) return;
    this.#users.delete(userId);
    this.#note(userId);
  }

  /** What users want to be seen as, as it changes while they have a device here; before, delivery knows it. */
  followProfiles(batch: readonly FollowedEvent[]): void {
    for (const { event } of batch) {
      if (event?.type !== 'ProfileChanged') continue;
      const present = this.#users.get(event.userId);
      if (!present || present.presence === event.data.presence) continue;
      present.presence = event.data.presence;
      this.#note(event.userId);
    }
  }

  reportAll(): void {
    this.#changed.clear();
    const parts = inParts([...this.#users.keys()].map((userId) => this.#presentOf(userId)));
    const [only = [], ...others] = parts;
    if (others.length === 0) this.#publish({ all: true, present: only, gone: [] });
    // Of a part delivery cannot tell what is repeated from what was set anew: it is to go by the profile, or hide them.
    else for (const [i, part] of parts.entries()) this.#publish({ all: i === 0, present: part.map(hiding), gone: [] });
  }

  /** The gateway goes away for good: whoever is still counted here is not here any more. */
  leave(): void {
    this.#changed.clear();
    this.#publish({ all: true, present: [], gone: [], leaving: true });
  }

  [Symbol.dispose](): void {
    for (const stop of this.#stops) stop();
  }

  #giveSignOfLife(): void {
    if (this.#users.size <= maxUsers) this.reportAll();
    else this.#publish({ all: false, present: [], gone: [] });
  }

  #presentOf(userId: UserId): Reported {
    const presence = this.#users.get(userId)?.presence;
    return presence ? { userId, presence } : { userId };
  }

  /** Changes of one tick go out as one report. */
  #note(userId: UserId): void {
    this.#changed.add(userId);
    if (this.#changed.size === 1) setImmediate(() => this.#reportChanges());
  }

  #reportChanges(): void {
    if (this.#changed.size === 0) return;
    const parts = inParts([...this.#changed]);
    this.#changed.clear();
    for (const changed of parts) {
      this.#publish({
        all: false,
        present: changed.filter((userId) => this.#users.has(userId)).map((userId) => this.#presentOf(userId)),
        gone: changed.filter((userId) => !this.#users.has(userId)),
      });
    }
  }

  #publish(report: Omit<DevicesReport, 'gatewayId' | 'seq'>): void {
    if (this.#bus.nc.isClosed()) return;
    const numbered: DevicesReport = { gatewayId: this.#gatewayId, seq: ++this.#seq, ...report };
    this.#bus.publish(subjects.gatewayReports('devices'), JSON.stringify(numbered));
  }
}

const hiding = ({ userId, presence }: Reported): Reported =>
  presence === 'invisible' ? { userId, presence } : { userId };

function inParts<T>(users: readonly T[]): T[][] {
  const parts: T[][] = [];
  for (let from = 0; from < users.length; from += maxUsers) parts.push(users.slice(from, from + maxUsers));
  return parts;
}
