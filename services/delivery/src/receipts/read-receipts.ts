import { decodeEvent, type EventStore, type FollowedEvent, readSubject } from '@messenger/event-store';
import { LruCache, Slots } from '@messenger/kit';
import { directoryStream, subjects, type UserId } from '@messenger/proto';
import { renewed } from '../memory/renewed.ts';

/** Whether users let others see what they have read (R23); they do until they say otherwise. */
export type ReadReceipts = {
  shownBy(userId: UserId): Promise<boolean>;
  /** Takes in what happened in the directory. */
  take(batch: FollowedEvent[]): void;
};

const maxUsers = 100_000;
const maxLoading = 64;

/** Loaded from the user's own events when first wanted, then kept current by following the directory. */
export function createReadReceipts(store: EventStore): ReadReceipts {
  const known = new LruCache<boolean>({ maxWeight: maxUsers });
  const loading = new Set<UserId>();
  const slots = new Slots(maxLoading);

  const load = renewed((userId) =>
    slots.run(async () => {
      loading.add(userId);
      try {
        const shown = await readFrom(store, userId);
        // What was followed meanwhile is newer, or is followed by what is.
        if (known.peek(userId) === undefined) known.set(userId, shown);
        return known.peek(userId) ?? shown;
      } finally {
        loading.delete(userId);
      }
    }),
  );

  return {
    shownBy: async (userId) => known.get(userId) ?? load(userId),
    take(batch) {
      for (const { event } of batch) {
        if (event?.type !== 'ProfileChanged') continue;
        const { userId } = event;
        if (known.peek(userId) !== undefined || loading.has(userId)) known.set(userId, event.data.readReceipts);
      }
    },
  };
}

async function readFrom(store: EventStore, userId: UserId): Promise<boolean> {
  let shown = true;
  // One by one: whoever changes their profile without end has more events than memory holds.
  for await (const { subject, data } of readSubject(store.bus, directoryStream, subjects.userEvents(userId), 0)) {
    const { event } = decodeEvent(subject, data);
    if (event?.type === 'ProfileChanged') shown = event.data.readReceipts;
  }
  return shown;
}
