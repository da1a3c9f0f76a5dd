import {
  chainHash,
  createSnapshots,
  type EventStore,
  type FollowedEvent,
  fold,
  type Loaded,
  load,
} from '@messenger/event-store';
import { type Logger, LruCache, Slots } from '@messenger/kit';
import { type ChatEvent, type ChatId, chatStreamOf, receiptSnapshots, subjects } from '@messenger/proto';
import { renewed } from '../memory/renewed.ts';
import { type Membership, membership, membershipSnapshot } from './membership.ts';

/**
 * The memberships of the chats that were asked for lately. One is loaded at the leader when it is first wanted (from a
 * snapshot, where there is one) and from then on kept current by the chats' streams, which are followed from before the
 * first load: nothing falls between the two.
 */
export type Memberships = {
  /** As far as known here: may lag behind the log by what is still under way. */
  of(chatId: ChatId): Promise<Membership>;
  /** As the leader has it at the call or later. @throws TimedOut where too many are being loaded */
  confirmed(chatId: ChatId): Promise<Membership>;
  /** Takes in what happened in any chat, in order. */
  take(batch: FollowedEvent[]): void;
};

/** Members over all chats in memory. */
const maxWeight = 300_000;
const maxLoading = 64;
/** Longest that one waits for its turn to be loaded: whoever names chats without end fills no queue for everybody. */
const patienceMs = 2_000;

/** Knows none at first. Its `take` must get the streams of chats from before the first call on. */
export function createMemberships(store: EventStore, log: Logger): Memberships {
  const known = new LruCache<Loaded<Membership>>({ maxWeight, weigh: ({ state }) => 1 + state.members.size });
  const snapshots = createSnapshots(store, receiptSnapshots, membershipSnapshot, log);
  const slots = new Slots(maxLoading);
  /** What came of a chat while it was being loaded, and may be newer than what the load reads. */
  const meanwhile = new Map<ChatId, FollowedEvent[]>();

  const take = (followed: FollowedEvent) => {
    const before = known.peek(followed.key);
    if (!before) return;
    const event = followed.event as ChatEvent | undefined;
    if (event && event.version <= before.version) return;
    if (event?.version !== before.version + 1) return known.delete(followed.key);
    const after = fold(membership, before, event, followed.seq, chainHash(followed.data));
    known.set(followed.key, after);
    snapshots.consider(followed.key, after);
  };

  const read = async (chatId: ChatId): Promise<Membership> => {
    const came: FollowedEvent[] = [];
    meanwhile.set(chatId, came);
    try {
      const loaded = await load(store, {
        stream: chatStreamOf(chatId, store.shape),
        subject: subjects.chatEvents(chatId),
        decider: membership,
        from: known.peek(chatId) ?? (await snapshots.read(chatId)),
        by: 'delivery.rolls',
        log,
        onDiscarded: () => {
          known.delete(chatId);
          snapshots.forget(chatId);
        },
      });
      if (loaded.seq === 0) return loaded.state;
      if ((known.peek(chatId)?.version ?? 0) < loaded.version) known.set(chatId, loaded);
      for (const followed of came) take(followed);
      snapshots.consider(chatId, known.peek(chatId) ?? loaded);
      return known.peek(chatId)?.state ?? loaded.state;
    } finally {
      meanwhile.delete(chatId);
    }
  };
  const confirmed = renewed((chatId) => slots.run(() => read(chatId), patienceMs));

  return {
    of: async (chatId) => known.get(chatId)?.state ?? confirmed(chatId),
    confirmed,
    take(batch) {
      for (const followed of batch) {
        if (followed.kind !== 'chat') continue;
        meanwhile.get(followed.key)?.push(followed);
        take(followed);
      }
    },
  };
}
