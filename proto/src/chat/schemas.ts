import { type Static, Type } from '@sinclair/typebox';
import { maxMessageLength, maxNameLength, slugPattern } from '../form-limits.ts';
import { Id } from '../ids.ts';
import { Text, Time } from '../text.ts';
import { Avatar } from '../user/schemas.ts';

export const maxMembers = 300;
/** Pages of history when the client names no limit (R22), and the most it may name. */
export const pageSize = 50;
export const maxPageSize = 100;

export const MessageText = Text(0, maxMessageLength, `up to ${maxMessageLength} characters`, 'See you **at nine**.');
export const ChatName = Text(1, maxNameLength, `1–${maxNameLength} characters`, 'Harbour crew');
export const Role = Type.Union([Type.Literal('owner'), Type.Literal('admin'), Type.Literal('member')]);
export type Role = Static<typeof Role>;

export const Slug = Type.String({
  pattern: slugPattern,
  description: '3–50 of a-z 0-9 -',
  examples: ['harbour-crew'],
});

/** Reactions of one user to one message (R21). */
export const maxReactions = 20;
export const Emoji = Type.String({ minLength: 1, maxLength: 64, description: 'one Unicode emoji', examples: ['👍'] });

export const Attachment = Type.Object({
  id: Id,
  mime: Type.String(),
  bytes: Type.Integer(),
  width: Type.Integer(),
  height: Type.Integer(),
  animated: Type.Boolean(),
  placeholder: Type.String(),
});
export type Attachment = Static<typeof Attachment>;

export const ReplyTo = Type.Object({
  messageId: Id,
  ordinal: Type.Integer(),
  senderId: Id,
  excerpt: Type.Optional(Type.String({ description: 'computed on read; absent in pushes' })),
});

export const Reaction = Type.Object({
  emoji: Type.String(),
  count: Type.Integer(),
  mine: Type.Optional(Type.Boolean()),
  userIds: Type.Array(Id, { description: 'the first 10' }),
});

/** What happened to the chat, in the timeline (R16); who did it is the message's sender. */
export const SystemNotice = Type.Union([
  Type.Object({ type: Type.Literal('chat:created') }),
  Type.Object({
    type: Type.Literal('chat:updated'),
    name: Type.Optional(Type.String()),
    slug: Type.Optional(Type.Union([Type.String(), Type.Null()])),
    avatar: Type.Optional(Type.Union([Avatar, Type.Null()])),
  }),
  Type.Object({ type: Type.Literal('member:added'), userIds: Type.Array(Id) }),
  Type.Object({ type: Type.Literal('member:removed'), userId: Id }),
  Type.Object({ type: Type.Literal('member:left'), userId: Id, newOwnerId: Type.Optional(Id) }),
  Type.Object({ type: Type.Literal('member:role'), userId: Id, role: Role }),
]);
export type SystemNotice = Static<typeof SystemNotice>;

export const Message = Type.Object({
  id: Id,
  chatId: Id,
  version: Type.Integer({ description: 'the last event reflected in it' }),
  ordinal: Type.Integer({ description: "counts the chat's user messages" }),
  kind: Type.Union([Type.Literal('user'), Type.Literal('system')]),
  senderId: Id,
  text: Type.String(),
  attachments: Type.Array(Attachment),
  replyTo: Type.Union([ReplyTo, Type.Null()]),
  reactions: Type.Array(Reaction),
  sentAt: Time,
  editedAt: Type.Optional(Type.Union([Time, Type.Null()])),
  deletedAt: Type.Optional(Type.Union([Time, Type.Null()])),
  system: Type.Optional(SystemNotice),
  receipts: Type.Optional(Type.Object({ delivered: Type.Integer(), read: Type.Integer() })),
});
export type Message = Static<typeof Message>;

export const Member = Type.Object({ userId: Id, role: Role, joinedAt: Time });
export type Member = Static<typeof Member>;

export const ChatSettings = Type.Object({
  muted: Type.Boolean(),
  mutedUntil: Type.Union([Time, Type.Null()]),
  notify: Type.Union([Type.Literal('all'), Type.Literal('mentions'), Type.Literal('none')]),
});
export type ChatSettings = Static<typeof ChatSettings>;
export const defaultSettings: ChatSettings = { muted: false, mutedUntil: null, notify: 'all' };

/** A chat as one of its members sees it. */
export const Chat = Type.Object({
  id: Id,
  kind: Type.Union([Type.Literal('direct'), Type.Literal('group')]),
  name: Type.Union([Type.String(), Type.Null()]),
  slug: Type.Union([Type.String(), Type.Null()]),
  avatar: Type.Union([Avatar, Type.Null()]),
  ownerId: Type.Union([Id, Type.Null()]),
  closed: Type.Boolean(),
  members: Type.Optional(Type.Array(Member, { description: 'in lists only for direct chats' })),
  memberCount: Type.Integer(),
  version: Type.Integer(),
  lastOrdinal: Type.Integer(),
  lastMessage: Type.Union([Message, Type.Null()]),
  unread: Type.Integer(),
  readUpTo: Type.Integer(),
  deliveredUpTo: Type.Integer(),
  peerReadUpTo: Type.Optional(Type.Integer()),
  peerDeliveredUpTo: Type.Optional(Type.Integer()),
  settings: ChatSettings,
  me: Type.Object({ role: Role }),
  createdAt: Time,
});
export type Chat = Static<typeof Chat>;
