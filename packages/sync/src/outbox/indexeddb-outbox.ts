import { type DBSchema, openDB } from 'idb';
import type { OutboxEntry, OutboxStore } from '../types.ts';
import { memoryOutbox, ofUser } from './memory-outbox.ts';

interface Schema extends DBSchema {
  outbox: { key: string; value: OutboxEntry };
}

/**
 * The outbox of a browser: survives reloads and restarts. Where IndexedDB cannot be had (some private windows), one in
 * memory, so that sending works all the same.
 */
export async function openIndexedDbOutbox(name = 'messenger'): Promise<OutboxStore> {
  try {
    const db = await openDB<Schema>(name, 1, {
      upgrade(made) {
        made.createObjectStore('outbox', { keyPath: 'messageId' });
      },
    });
    return {
      load: async (userId) => ofUser(await db.getAll('outbox'), userId),
      put: async (entry) => void (await db.put('outbox', entry)),
      remove: (messageId) => db.delete('outbox', messageId),
    };
  } catch {
    return memoryOutbox();
  }
}
