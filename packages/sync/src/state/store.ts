import type { Changes } from './changes.ts';
import { type Chats, createChats } from './chats.ts';
import { createPeople, type People } from './people.ts';
import { createTyping, type Typing } from './typing.ts';

/** All of the server's state that is held here; each part notes what changed in it. */
export type Store = { chats: Chats; people: People; typing: Typing; clear(): void };

export function createStore(changes: Pick<Changes, 'note'>): Store {
  const chats = createChats(changes);
  const people = createPeople(changes);
  const typing = createTyping(changes);
  return {
    chats,
    people,
    typing,
    clear() {
      typing.clear();
      chats.clear();
      people.clear();
    },
  };
}
