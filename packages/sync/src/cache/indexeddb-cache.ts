import type { User } from '@messenger/proto';
import { type Database, openStore } from '../storage/indexeddb.ts';
import type { CachedChat, CachedPeople, CacheStore } from '../types.ts';

/** Of what is kept. Another means: forget it, everything is on the server. */
const schema = 1;
type Owner = { schema: number; user: User };
type Saved = { writer: string; cursor: string };

/**
 * The cache of a browser, in one object store: `owner`, `saved` (by whom, up to where), `people`, and `chat:<id>` each.
 * Every save is one transaction.
 */
export function indexedDbCache(name = 'messenger'): CacheStore {
  const { use } = openStore(name);
  const put = async (db: Database, work: (store: CacheObjects) => unknown) => {
    const transaction = db.transaction('cache', 'readwrite');
    await Promise.all([work(transaction.store), transaction.done]);
  };
  return {
    load: () =>
      use(async (db) => {
        const { store } = db.transaction('cache');
        const [keys, values] = await Promise.all([store.getAllKeys(), store.getAll()]);
        const all = new Map(keys.map((key, i) => [key, values[i]]));
        const owner = all.get('owner') as Owner | undefined;
        if (owner?.schema !== schema) return undefined;
        const saved = all.get('saved') as Saved | undefined;
        const people = all.get('people') as CachedPeople | undefined;
        if (!saved || !people) return { user: owner.user };
        const chats = [...all].flatMap(([key, value]) => (key.startsWith(chatPrefix) ? [value as CachedChat] : []));
        return { user: owner.user, state: { cursor: saved.cursor, people, chats } };
      }),
    begin: (user) =>
      use((db) =>
        put(db, (store) => Promise.all([store.clear(), store.put({ schema, user } satisfies Owner, 'owner')])),
      ),
    save: ({ writer, whole, cursor, user, people, chats, removed }) =>
      use(async (db) => {
        const { store, done } = db.transaction('cache', 'readwrite');
        const [owner, saved] = (await Promise.all([store.get('owner'), store.get('saved')])) as [Owner?, Saved?];
        // Signed out meanwhile, another user signed in, or another tab has saved.
        if (owner?.schema !== schema || (user && user.id !== owner.user.id)) return false;
        if (!whole && saved?.writer !== writer) return false;
        if (whole) await store.delete(IDBKeyRange.bound(chatPrefix, `${chatPrefix}\uffff`));
        const writes: Promise<unknown>[] = [store.put({ writer, cursor } satisfies Saved, 'saved')];
        if (user) writes.push(store.put({ schema, user } satisfies Owner, 'owner'));
        if (people) writes.push(store.put(people, 'people'));
        for (const chatId of removed) writes.push(store.delete(chatPrefix + chatId));
        // Each is copied as it is put: between some of them the page can do what it is asked.
        const putChats = async () => {
          for (const some of inParts(chats)) {
            await Promise.all(some.map((each) => store.put(each, chatPrefix + each.chat.id)));
          }
        };
        await Promise.all([...writes, putChats(), done]);
        return true;
      }),
    clear: (userId) =>
      use((db) =>
        put(db, async (store) => {
          const owner = (await store.get('owner')) as Owner | undefined;
          if (userId === undefined || userId === owner?.user.id) await store.clear();
        }),
      ),
  };
}

type CacheObjects = {
  get(key: string): Promise<unknown>;
  put(value: unknown, key: string): Promise<unknown>;
  clear(): Promise<void>;
};
const chatPrefix = 'chat:';

/** So many messages, and chats, are copied at once. */
const partSize = 100;

function inParts(chats: readonly CachedChat[]): CachedChat[][] {
  const parts: CachedChat[][] = [];
  let room = 0;
  for (const each of chats) {
    if (room <= 0) {
      parts.push([]);
      room = partSize;
    }
    parts.at(-1)?.push(each);
    room -= 1 + (each.messages?.length ?? 0);
  }
  return parts;
}
