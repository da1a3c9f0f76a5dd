import type { User } from '@messenger/proto';
import type { Cached, CachedChat, CachedPeople, CacheStore } from '../types.ts';

/** A cache that lasts as long as the process. */
export function memoryCache(): CacheStore {
  let user: User | undefined;
  let saved: { writer: string; cursor: string; people: CachedPeople } | undefined;
  const chats = new Map<string, CachedChat>();
  const forget = () => {
    user = saved = undefined;
    chats.clear();
  };
  return {
    async load(): Promise<Cached | undefined> {
      if (!user) return undefined;
      if (!saved) return { user };
      return { user, state: { cursor: saved.cursor, people: saved.people, chats: [...chats.values()] } };
    },
    async begin(of) {
      forget();
      user = of;
    },
    async save(change) {
      if (!user || (change.user && change.user.id !== user.id)) return false;
      if (!change.whole && saved?.writer !== change.writer) return false;
      if (change.whole) chats.clear();
      user = change.user ?? user;
      const people = change.people ?? saved?.people;
      if (!people) return false;
      saved = { writer: change.writer, cursor: change.cursor, people };
      for (const each of change.chats) chats.set(each.chat.id, each);
      for (const chatId of change.removed) chats.delete(chatId);
      return true;
    },
    async clear(userId) {
      if (userId === undefined || userId === user?.id) forget();
    },
  };
}
