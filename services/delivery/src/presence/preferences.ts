import { type EventStore, type FollowedEvent, follow, LogRewound, StopFollowing } from '@messenger/event-store';
import { aborted, backoff, type Logger, sleep } from '@messenger/kit';
import { type Bus, holdLease } from '@messenger/messaging';
import { directoryStream } from '@messenger/proto';
import { announce } from './announce.ts';
import type { DirectoryPosition, Preferences, PresenceStore } from './presence-store.ts';
import type { RollCall } from './roll-call.ts';

type Deps = {
  bus: Bus;
  events: EventStore;
  store: PresenceStore;
  rollCall: RollCall;
  instanceId: string;
  log: Logger;
};

const lease = 'delivery.preferences';
/** How often is looked whether Redis still has the preferences; while it does not answer, ever less often. */
const lookMs = 250;
const maxLookMs = 1_000;

/**
 * One instance at a time brings what users prefer from their profiles into Redis, which also holds how far the
 * directory was read. Until its end was reached, and again after Redis lost it, nobody is shown.
 */
export function followPreferences(deps: Deps): AsyncDisposable {
  const { bus, instanceId, log } = deps;
  return holdLease(bus, {
    name: lease,
    instanceId,
    log,
    async run(signal) {
      let delay = backoff({ minMs: 100, maxMs: 2_000 });
      while (!signal.aborted) {
        try {
          await followOn(deps, signal);
          delay = backoff({ minMs: 100, maxMs: 2_000 });
        } catch (error) {
          log.warn({ err: error }, 'preferences not followed, trying again');
          if (error instanceof LogRewound) await deps.store.forgetPreferences('').catch(() => undefined);
          await sleep(delay(), signal);
        }
      }
    },
  });
}

/** Follows from where Redis says. Ends when it lost that, or when the lease did. */
async function followOn({ bus, events, store, rollCall, log }: Deps, signal: AbortSignal): Promise<void> {
  const from = await startingPoint(store, events);
  let at = from === 'start' ? 0 : from.seq;
  await using follower = await follow(events, {
    stream: directoryStream,
    from,
    name: 'delivery-preferences',
    lease,
    log,
    async onBatch(batch) {
      if (signal.aborted) throw new StopFollowing('the lease is lost');
      const taken = preferencesIn(batch, at);
      const changes = await store.prefer(taken);
      if (!changes) throw new StopFollowing('Redis is at another position of the directory');
      at = taken.to;
      announce({ bus, store }, changes);
    },
  });
  await Promise.race([follower.caughtUp(), aborted(signal)]);
  if (signal.aborted) return;
  if (!(await store.preferencesKnown())) {
    if (!(await store.reached(at))) return;
    rollCall.call();
  }
  const retry = () => backoff({ minMs: lookMs, maxMs: maxLookMs });
  let delay = retry();
  let pauseMs = lookMs;
  while (!signal.aborted) {
    await Promise.race([sleep(pauseMs, signal), follower.failed]);
    try {
      if (!(await store.preferencesKnown())) return;
      delay = retry();
      pauseMs = lookMs;
    } catch {
      pauseMs = delay();
    }
  }
}

/** Who changed their preference while nobody followed must not be shown as before: all wait until it is known. */
async function startingPoint(store: PresenceStore, events: EventStore): Promise<DirectoryPosition | 'start'> {
  const { generation } = events.shape;
  const stored = await store.directoryPosition();
  if (stored?.generation !== generation) {
    await store.forgetPreferences(generation);
    return 'start';
  }
  const { last } = await events.bounds(directoryStream);
  if (stored.seq < last) await store.doubtPreferences();
  return stored.seq === 0 ? 'start' : stored;
}

function preferencesIn(batch: FollowedEvent[], from: number): Preferences {
  const newest = new Map<string, Preferences['preferences'][number][1]>();
  for (const { event } of batch) {
    if (event?.type === 'ProfileChanged') newest.set(event.userId, event.data.presence);
  }
  const { seq: to, id: lastEventId } = batch.at(-1)!;
  return { from, to, lastEventId, preferences: [...newest] };
}
