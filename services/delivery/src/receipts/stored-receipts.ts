import {
  chainHash,
  decodeEvent,
  type EventStore,
  type FollowedEvent,
  nextTime,
  type StoredMessage,
  WrongSequence,
} from '@messenger/event-store';
import { LruCache, newId, Slots } from '@messenger/kit';
import { type ChatId, type ReceiptsMoved, receiptStreamOf, subjects, type UserId } from '@messenger/proto';
import { renewed } from '../memory/renewed.ts';
import type { Cursors } from './cursors.ts';

/** The newest message of a chat's receipts. `seq` and `version` are 0 where there is none. */
export type Receipts = {
  cursors: Cursors;
  seq: number;
  version: number;
  hash: string | null;
  at: string | undefined;
  /** When it was seen to be appended, here or by another instance (`performance.now()`). */
  movedAt: number;
};

/** The receipts of the chats that were asked for lately, kept current by following their streams. */
export type StoredReceipts = {
  /** As far as known here. An append to what is not the newest any more fails. */
  of(chatId: ChatId): Promise<Receipts>;
  /** @throws WrongSequence, OutcomeUnknown … as `EventStore.append`; what was known here is then read anew */
  append(chatId: ChatId, after: Receipts, cursors: Cursors, by: UserId): Promise<Receipts>;
  /** Takes in what any instance appended. */
  take(batch: FollowedEvent[]): void;
};

/** Cursors over all chats in memory. */
const maxWeight = 300_000;
const maxLoading = 64;
const none: Receipts = {
  cursors: new Map(),
  seq: 0,
  version: 0,
  hash: null,
  at: undefined,
  movedAt: Number.NEGATIVE_INFINITY,
};

/** Knows none at first. Its `take` must get the streams of receipts from before the first call on. */
export function createStoredReceipts(store: EventStore): StoredReceipts {
  const known = new LruCache<Receipts>({ maxWeight, weigh: ({ cursors }) => 1 + cursors.size });
  const slots = new Slots(maxLoading);

  const keep = (chatId: ChatId, receipts: Receipts): Receipts => {
    const before = known.peek(chatId);
    if (before && before.seq >= receipts.seq) return before;
    known.set(chatId, receipts);
    return receipts;
  };
  const newest = async (chatId: ChatId, movedAt: number): Promise<Receipts> => {
    const last = await store.last(receiptStreamOf(chatId, store.shape), subjects.receipts(chatId));
    return keep(chatId, last ? receiptsOf(store, last, movedAt) : none);
  };
  const read = renewed((chatId) => slots.run(() => newest(chatId, none.movedAt)));

  return {
    of: async (chatId) => known.get(chatId) ?? read(chatId),
    async append(chatId, { seq: expected, version, hash, at }, cursors, by) {
      const event: ReceiptsMoved = {
        id: newId(),
        type: 'ReceiptsMoved',
        v: 1,
        chatId,
        version: version + 1,
        prev: hash,
        by,
        at: nextTime(new Date(), at),
        data: { cursors: Object.fromEntries(cursors) },
      };
      const payload = JSON.stringify(event);
      try {
        const seq = await store.append({ subject: subjects.receipts(chatId), expected, payload });
        const movedAt = performance.now();
        return keep(chatId, { cursors, seq, version: event.version, hash: chainHash(payload), at: event.at, movedAt });
      } catch (error) {
        known.delete(chatId);
        if (error instanceof WrongSequence) await newest(chatId, performance.now());
        throw error;
      }
    },
    take(batch) {
      for (const followed of batch) {
        const before = followed.kind === 'receipt' ? known.peek(followed.key) : undefined;
        if (before && before.seq < followed.seq) keep(followed.key, receiptsOf(store, followed, performance.now()));
      }
    },
  };
}

/** What cannot be read counts as no cursors: members' own rows in the read model are further, and stay so. */
function receiptsOf({ setAside }: EventStore, message: StoredMessage, movedAt: number): Receipts {
  const { seq, subject, data } = message;
  const { event, poison } = decodeEvent(subject, data);
  const hash = chainHash(data);
  if (event?.type !== 'ReceiptsMoved') {
    setAside.tell('delivery', message, poison ?? 'no receipts');
    return { ...none, seq, hash, movedAt };
  }
  const cursors = new Map(Object.entries(event.data.cursors));
  return { cursors, seq, version: event.version, hash, at: event.at, movedAt };
}
