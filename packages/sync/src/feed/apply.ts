import type { Chat, ChatSettings, Message, PresenceState, Push, UserCard } from '@messenger/proto';
import { chatAfter } from '../state/chat-events.ts';
import { counted, countingAll, type ReceiptKind, withCounted } from '../state/counted.ts';
import { concernsImages } from '../state/images.ts';
import type { Store } from '../state/store.ts';
import { asSeen, windowAfter, windowCounted } from '../state/window.ts';

/** Applies a numbered push to its chat, of which it is the next event, and to what is loaded of its history. */
export function applyNumbered(store: Store, chat: Chat, push: Push, me: string): void {
  const window = store.chats.window(chat.id);
  const seen = { me, chat, receipts: store.chats.receipts(chat.id) };
  const own =
    push.type === 'message:new' ? { ...push, data: asSeen(push.data as Message, seen, window?.messages ?? []) } : push;
  const after = chatAfter(chat, own, me);
  store.chats.put(after);
  if (window) store.chats.setWindow(chat.id, windowAfter(window, own, { ...seen, chat: after }));
  const images = store.images.window(chat.id);
  if (images && concernsImages(own)) {
    store.images.setWindow(chat.id, windowAfter(images, own, { ...seen, chat: after }));
  }
  store.chats.grew(chat.id);
  if (after.memberCount < chat.memberCount) {
    store.chats.setReceipts(chat.id, countingAll(seen.receipts, after.memberCount - 1));
  }
  if (push.type !== 'message:new') return;
  const message = own.data as Message;
  store.chats.came(message);
  store.typing.stop(chat.id, message.senderId);
}

/** Applies a push that is not numbered in a chat: the latest wins. Chats coming and going, and reading, are the feed's. */
export function applyState(store: Store, push: Push, me: string): void {
  appliers[push.type]?.(store, push, me);
}

type Apply = (store: Store, push: Push, me: string) => void;

/** How far the other one of a direct chat is, or how many members of a group are that far. */
const receipt =
  (kind: ReceiptKind, peerUpTo: 'peerDeliveredUpTo' | 'peerReadUpTo'): Apply =>
  ({ chats }, push, me) => {
    const { upTo, userId, count = 1 } = push.data as { upTo: number; userId?: string; count?: number };
    const chat = chats.get(push.chatId ?? '');
    if (!chat || userId === me) return;
    const told = { upTo, count: Math.min(count, chat.memberCount - 1) };
    const receipts = withCounted(chats.receipts(chat.id), kind, told);
    chats.setReceipts(chat.id, receipts);
    const peer = chat.kind === 'direct' ? { [peerUpTo]: Math.max(chat[peerUpTo] ?? 0, upTo) } : {};
    chats.put({ ...chat, ...peer, lastMessage: chat.lastMessage && counted(chat.lastMessage, receipts) });
    const window = chats.window(chat.id);
    if (window) chats.setWindow(chat.id, windowCounted(window, receipts));
  };

const contact = (apply: (store: Store, data: ContactData, at: string) => void) => (store: Store, push: Push) =>
  apply(store, push.data as ContactData, push.at ?? '');

function strangers({ people }: Store, { id, user }: ContactData): void {
  people.removeRequest(id);
  people.removeContact(user.id);
}

const presence = (state: PresenceState) => (store: Store, push: Push) => {
  const { userId, lastSeenAt } = push.data as { userId: string; lastSeenAt: string | null };
  store.people.setPresence(userId, { state, lastSeenAt });
};

const typing = (what: 'start' | 'stop') => (store: Store, push: Push) => {
  const { userId } = push.data as { userId: string };
  if (push.chatId) store.typing[what](push.chatId, userId);
};

const appliers: Record<string, Apply | undefined> = {
  'message:delivered': receipt('delivered', 'peerDeliveredUpTo'),
  'message:read': receipt('read', 'peerReadUpTo'),
  'chat:settings': ({ chats }, push) => {
    const chat = chats.get(push.chatId ?? '');
    if (chat) chats.put({ ...chat, settings: (push.data as { settings: ChatSettings }).settings });
  },
  // Each is all there is between the two: of what was missed only the latest is told.
  'contact:requested': contact(({ people }, { id, user, direction }, at) => {
    people.removeContact(user.id);
    people.addRequest(direction, { id, user: people.user(user.id) ?? user, at });
  }),
  'contact:accepted': contact(({ people }, { id, user }, at) => {
    people.removeRequest(id);
    people.addContact(people.user(user.id) ?? user, at);
  }),
  'contact:rejected': contact(strangers),
  'contact:removed': contact(strangers),
  'user:updated': ({ people }, push) => people.learn((push.data as { user: UserCard }).user),
  'presence:online': presence('online'),
  'presence:away': presence('away'),
  'presence:offline': presence('offline'),
  'typing:start': typing('start'),
  'typing:stop': typing('stop'),
};

type ContactData = { id: string; user: UserCard; direction: 'incoming' | 'outgoing' };
