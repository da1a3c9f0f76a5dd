import { type DBSchema, type IDBPDatabase, openDB } from 'idb';
import type { OutboxEntry } from '../types.ts';

export interface Schema extends DBSchema {
  outbox: { key: string; value: OutboxEntry };
  /** See `cache/indexeddb-cache.ts`. */
  cache: { key: string; value: unknown };
}
export type Database = IDBPDatabase<Schema>;

/** Each version adds what is missing, whatever there was before. */
const version = 2;

/**
 * The database of this origin, opened when it is used and again after the browser has closed it. Another tab may bring
 * a newer version at any time: this one lets go of it then, and what it does from there on fails.
 */
export function openStore(name: string) {
  let opened: Promise<Database> | undefined;

  const open = (): Promise<Database> => {
    const forget = () => {
      if (opened === mine) opened = undefined;
    };
    const mine = openDB<Schema>(name, version, {
      upgrade(db) {
        if (!db.objectStoreNames.contains('outbox')) db.createObjectStore('outbox', { keyPath: 'messageId' });
        if (!db.objectStoreNames.contains('cache')) db.createObjectStore('cache');
      },
      blocking: (_, __, event) => (event.target as IDBDatabase).close(),
      terminated: forget,
    });
    mine.catch(forget);
    return mine;
  };

  return {
    /** @throws where there is no room, or no database */
    async use<T>(work: (db: Database) => Promise<T>): Promise<T> {
      opened ??= open();
      const mine = opened;
      try {
        return await work(await mine);
      } catch (error) {
        if (!isClosed(error)) throw error;
        // Closed since it was opened: once more, with a new one.
        if (opened === mine) opened = undefined;
        opened ??= open();
        return await work(await opened);
      }
    },
  };
}

const isClosed = (error: unknown): boolean => error instanceof DOMException && error.name === 'InvalidStateError';
