import type { OutboxEntry, OutboxStore } from '../types.ts';
import { inOrder } from './queue.ts';

/** An outbox that lasts as long as the process. */
export function memoryOutbox(): OutboxStore {
  const entries = new Map<string, OutboxEntry>();
  return {
    load: async (userId) => ofUser(entries.values(), userId),
    put: async (entry) => void entries.set(entry.messageId, entry),
    remove: async (messageId) => void entries.delete(messageId),
    clear: async (userId) => {
      for (const { messageId } of ofUser(entries.values(), userId)) entries.delete(messageId);
    },
  };
}

/** A user's entries, in the order of sending. */
export function ofUser(entries: Iterable<OutboxEntry>, userId: string): OutboxEntry[] {
  return [...entries].filter((entry) => entry.userId === userId).sort(inOrder);
}
