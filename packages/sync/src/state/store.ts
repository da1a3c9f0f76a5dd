import type { Changes } from './changes.ts';
import { type Chats, createChats } from './chats.ts';
import { createImages, type Images } from './images.ts';
import { createPeople, type People } from './people.ts';
import { createTyping, type Typing } from './typing.ts';

/** All of the server's state that is held here; each part notes what changed in it. */
export type Store = { chats: Chats; images: Images; people: People; typing: Typing; clear(): void };

export function createStore(changes: Pick<Changes, 'note'>): Store {
  const chats = createChats(changes);
  const images = createImages(changes);
  const people = createPeople(changes);
  const typing = createTyping(changes);
  return {
    chats,
    images,
    people,
    typing,
    clear() {
      typing.clear();
      chats.clear();
      images.clear();
      people.clear();
    },
  };
}
