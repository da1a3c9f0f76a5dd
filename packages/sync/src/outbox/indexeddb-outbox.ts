import { openStore } from '../storage/indexeddb.ts';
import type { OutboxStore } from '../types.ts';
import { ofUser } from './memory-outbox.ts';

/**
 * The outbox of a browser: survives reloads and restarts. Where there is no room, or no IndexedDB (some private
 * windows), its writes fail, and the messages live as long as the page.
 */
export function indexedDbOutbox(name = 'messenger'): OutboxStore {
  const { use } = openStore(name);
  return {
    load: async (userId) => ofUser(await use((db) => db.getAll('outbox')), userId),
    put: (entry) =>
      use(async (db) => {
        // On the disk, not only on its way there: someone was shown that it is kept.
        const { store, done } = db.transaction('outbox', 'readwrite', { durability: 'strict' });
        await Promise.all([store.put(entry), done]);
      }),
    remove: (messageId) => use((db) => db.delete('outbox', messageId)),
    clear: (userId) =>
      use(async (db) => {
        const { store, done } = db.transaction('outbox', 'readwrite');
        const entries = ofUser(await store.getAll(), userId);
        await Promise.all([...entries.map(({ messageId }) => store.delete(messageId)), done]);
      }),
  };
}
