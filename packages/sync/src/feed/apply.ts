import type { Chat, Message, PresenceState, Push, UserCard } from '@messenger/proto';
import { withMessage } from '../state/chats.ts';
import type { Store } from '../state/store.ts';
import { withNew } from '../state/window.ts';

/** Applies a numbered push to its chat, of which it is the next event. Of an unknown type it only counts. */
export function applyNumbered(store: Store, chat: Chat, push: Push, me: string): void {
  const version = push.version ?? chat.version;
  switch (push.type) {
    case 'message:new': {
      const message = push.data as Message;
      store.chats.put({ ...withMessage(chat, message, me), version });
      store.typing.stop(chat.id, message.senderId);
      break;
    }
    case 'chat:updated': {
      const { name, slug, avatar, closed } = push.data as Partial<Chat>;
      store.chats.put({ ...chat, ...defined({ name, slug, avatar, closed }), version });
      break;
    }
    default:
      store.chats.put({ ...chat, version });
  }
  applyToWindow(store, chat.id, push);
}

/** Applies a numbered push to what is loaded of its chat's history; one that is reflected there changes nothing. */
export function applyToWindow(store: Store, chatId: string, push: Push): void {
  const window = store.chats.window(chatId);
  if (window && push.type === 'message:new') store.chats.setWindow(chatId, withNew(window, push.data as Message));
}

/** Applies a push that is not numbered in a chat: the latest wins. Chats coming and going are the feed's. */
export function applyState(store: Store, push: Push): void {
  appliers[push.type]?.(store, push);
}

const contact = (apply: (store: Store, data: ContactData, at: string) => void) => (store: Store, push: Push) =>
  apply(store, push.data as ContactData, push.at ?? '');

const presence = (state: PresenceState) => (store: Store, push: Push) => {
  const { userId, lastSeenAt } = push.data as { userId: string; lastSeenAt: string | null };
  store.people.setPresence(userId, { state, lastSeenAt });
};

const typing = (what: 'start' | 'stop') => (store: Store, push: Push) => {
  const { userId } = push.data as { userId: string };
  if (push.chatId) store.typing[what](push.chatId, userId);
};

const appliers: Record<string, ((store: Store, push: Push) => void) | undefined> = {
  'contact:requested': contact(({ people }, { id, user, direction }, at) =>
    people.addRequest(direction, { id, user, at }),
  ),
  'contact:accepted': contact(({ people }, { id, user }, at) => {
    people.removeRequest(id);
    people.addContact(user, at);
  }),
  'contact:rejected': contact(({ people }, { id }) => people.removeRequest(id)),
  'contact:removed': contact(({ people }, { user }) => people.removeContact(user.id)),
  'user:updated': ({ people }, push) => people.learn((push.data as { user: UserCard }).user),
  'presence:online': presence('online'),
  'presence:away': presence('away'),
  'presence:offline': presence('offline'),
  'typing:start': typing('start'),
  'typing:stop': typing('stop'),
};

type ContactData = { id: string; user: UserCard; direction: 'incoming' | 'outgoing' };

const defined = <T extends object>(fields: T) =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
