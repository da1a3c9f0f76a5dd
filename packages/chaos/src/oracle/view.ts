import { excerpt } from '@messenger/markup';
import { type ChatSettings, defaultSettings, type ReceiptCursor, type Role, type SystemNotice } from '@messenger/proto';
import type { FoldedChat, FoldedMessage } from './fold-chat.ts';
import type { FoldedDirectory } from './fold-directory.ts';

/** The whole log, folded. `cursors`: by chat, then by member. */
export type FoldedLog = {
  chats: Map<string, FoldedChat>;
  cursors: Map<string, Record<string, ReceiptCursor>>;
  directory: FoldedDirectory;
};

/** A chat as one of its members must see it. */
export type ChatView = {
  id: string;
  kind: 'direct' | 'group';
  name: string | null;
  slug: string | null;
  ownerId: string | null;
  closed: boolean;
  members: { userId: string; role: Role; joinedAt: string }[];
  memberCount: number;
  version: number;
  lastOrdinal: number;
  unread: number;
  readUpTo: number;
  deliveredUpTo: number;
  peerReadUpTo: number | undefined;
  peerDeliveredUpTo: number | undefined;
  settings: ChatSettings;
  role: Role;
  lastMessage: MessageView | null;
};

/** A row of a timeline as a member must see it. Reactions by emoji, users by id. */
export type MessageView = {
  id: string;
  kind: 'user' | 'system';
  version: number;
  ordinal: number;
  senderId: string;
  text: string;
  sentAt: string;
  editedAt: string | null;
  deletedAt: string | null;
  replyTo: { messageId: string; ordinal: number; senderId: string; excerpt: string } | null;
  reactions: { emoji: string; count: number; mine: boolean; userIds: string[] }[];
  system: SystemNotice | null;
};

/** The chats that a user must see, by id. */
export function chatsOf(log: FoldedLog, userId: string): Map<string, ChatView> {
  const seen = new Map<string, ChatView>();
  for (const chat of log.chats.values()) if (chat.members.has(userId)) seen.set(chat.id, chatView(log, chat, userId));
  return seen;
}

function chatView(log: FoldedLog, chat: FoldedChat, me: string): ChatView {
  const mine = chat.members.get(me)!;
  const last = chat.timeline.findLast(({ kind }) => kind === 'user');
  const { read, delivered } = cursorOf(log, chat, me);
  const [peer] = chat.kind === 'direct' ? [...chat.members.keys()].filter((userId) => userId !== me) : [];
  const theirs = peer === undefined ? undefined : cursorOf(log, chat, peer);
  return {
    ...{ id: chat.id, kind: chat.kind, name: chat.name, slug: chat.slug, closed: chat.closed },
    ownerId: [...chat.members].find(([, { role }]) => role === 'owner')?.[0] ?? null,
    members: [...chat.members].map(([userId, { role, joinedAt }]) => ({ userId, role, joinedAt })).sort(byUser),
    memberCount: chat.members.size,
    version: chat.version,
    lastOrdinal: chat.authors.length,
    unread: chat.authors.slice(read).filter((author) => author !== me).length,
    readUpTo: read,
    deliveredUpTo: delivered,
    peerReadUpTo: theirs?.shownRead,
    peerDeliveredUpTo: theirs?.delivered,
    settings: log.directory.settings.get(me)?.get(chat.id) ?? defaultSettings,
    role: mine.role,
    lastMessage: last ? messageView(chat, last, me) : null,
  };
}

const byUser = (a: { userId: string }, b: { userId: string }) => (a.userId < b.userId ? -1 : 1);

/** How far a member is: as told, and never behind where it joined. */
function cursorOf(log: FoldedLog, chat: FoldedChat, userId: string): ReceiptCursor {
  const { from } = chat.members.get(userId)!;
  const told = log.cursors.get(chat.id)?.[userId] ?? { delivered: 0, read: 0, shownRead: 0 };
  const read = Math.max(from, told.read);
  return { read, delivered: Math.max(read, told.delivered), shownRead: told.shownRead };
}

/** The whole timeline of a chat as a member must see it: by ordinal, notices after the message before them. */
export function timelineView(chat: FoldedChat, me: string): MessageView[] {
  return chat.timeline.map((message) => messageView(chat, message, me));
}

const excerptLength = 200;

function messageView(chat: FoldedChat, message: FoldedMessage, me: string): MessageView {
  const { reactions, replyTo, ...rest } = message;
  const original = replyTo && chat.timeline.find(({ id }) => id === replyTo.messageId);
  return {
    ...rest,
    replyTo: replyTo && { ...replyTo, excerpt: excerpt(original?.text ?? '', excerptLength) },
    reactions: [...reactions]
      .map(([emoji, users]) => ({ emoji, count: users.length, mine: users.includes(me), userIds: [...users].sort() }))
      .sort(byEmoji),
  };
}

export const byEmoji = (a: { emoji: string }, b: { emoji: string }) => (a.emoji < b.emoji ? -1 : 1);
