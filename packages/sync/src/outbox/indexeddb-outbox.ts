import { type DBSchema, openDB } from 'idb';
import type { OutboxEntry, OutboxStore } from '../types.ts';
import { memoryOutbox } from './memory-outbox.ts';

interface Schema extends DBSchema {
  outbox: { key: string; value: OutboxEntry; indexes: { byUser: [string, number] } };
}

/**
 * The outbox of a browser: survives reloads and restarts. Where IndexedDB cannot be had (some private windows), one in
 * memory, so that sending works all the same.
 */
export async function openIndexedDbOutbox(name = 'messenger'): Promise<OutboxStore> {
  try {
    const db = await openDB<Schema>(name, 1, {
      upgrade(made) {
        made.createObjectStore('outbox', { keyPath: 'messageId' }).createIndex('byUser', ['userId', 'order']);
      },
    });
    return {
      load: (userId) =>
        db.getAllFromIndex('outbox', 'byUser', [
          [userId, 0],
          [userId, Number.MAX_SAFE_INTEGER],
        ] as never),
      put: async (entry) => void (await db.put('outbox', entry)),
      remove: (messageId) => db.delete('outbox', messageId),
    };
  } catch {
    return memoryOutbox();
  }
}
