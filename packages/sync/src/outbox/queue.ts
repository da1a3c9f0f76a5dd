import type { Message, Sent } from '@messenger/proto';
import type { ApiError, OutboxEntry } from '../types.ts';

/**
 * A message on its way. `waiting` → `accepted` (the log has it, its push is yet to come) → gone from here; or
 * `failed`, until it is retried or discarded.
 */
export type OutboxItem = { entry: OutboxEntry; message: Message } & (
  | { state: 'waiting' }
  | { state: 'accepted' }
  | { state: 'failed'; error: ApiError }
);

/** The item of an entry as it was kept. */
export function itemOf(entry: OutboxEntry): OutboxItem {
  const message: Message = {
    id: entry.messageId,
    chatId: entry.chatId,
    version: 0,
    ordinal: 0,
    kind: 'user',
    senderId: entry.userId,
    text: entry.text,
    attachments: [...(entry.attachments ?? [])],
    replyTo: entry.replyTo ?? null,
    reactions: [],
    sentAt: entry.createdAt,
    receipts: { delivered: 0, read: 0 },
  };
  return entry.error ? { entry, message, state: 'failed', error: entry.error } : { entry, message, state: 'waiting' };
}

/** The item once the server has answered where its message stands in the log. */
export function acceptedItem({ entry, message }: OutboxItem, { version, ordinal, sentAt }: Sent): OutboxItem {
  return { entry, message: { ...message, version, ordinal, sentAt }, state: 'accepted' };
}

/** Compares for the order of sending; of two tabs', which may have counted alike, the earlier is first. */
export const inOrder = (a: OutboxEntry, b: OutboxEntry): number =>
  a.order - b.order || (a.messageId < b.messageId ? -1 : 1);

/**
 * What a chat's queue may send now: its first message that is not accepted yet, unless that one has failed. What is
 * behind it waits, so that nothing overtakes it.
 */
export function headOf(items: readonly OutboxItem[]): OutboxItem | undefined {
  const head = items.find((item) => item.state !== 'accepted');
  return head?.state === 'waiting' ? head : undefined;
}
