import { type Static, Type } from '@sinclair/typebox';
import { chatEvent } from '../envelope.ts';
import { Id } from '../ids.ts';
import { Avatar } from '../user/schemas.ts';
import { Attachment, ChatName, Emoji, MessageText, Role, Slug } from './schemas.ts';

export const ChatCreated = chatEvent(
  'ChatCreated',
  1,
  Type.Object({
    kind: Type.Union([Type.Literal('direct'), Type.Literal('group')]),
    name: Type.Union([ChatName, Type.Null()]),
    slug: Type.Union([Type.String(), Type.Null()]),
    avatar: Type.Union([Avatar, Type.Null()]),
    members: Type.Array(Type.Object({ userId: Id, role: Role }), { minItems: 2 }),
  }),
);

/** The event's id is the message's id; `by` is its author, `at` its time. */
export const MessageSent = chatEvent(
  'MessageSent',
  1,
  Type.Object({
    ordinal: Type.Integer({ minimum: 1 }),
    text: MessageText,
    attachments: Type.Array(Attachment),
    replyTo: Type.Union([Type.Object({ messageId: Id, ordinal: Type.Integer(), senderId: Id }), Type.Null()]),
  }),
);

/** The two are no contacts any more: readable, but nothing new. */
export const DirectClosed = chatEvent('DirectClosed', 1, Type.Object({}));
export const DirectReopened = chatEvent('DirectReopened', 1, Type.Object({}));

/** By its author. `ordinal` is the message's own. */
export const MessageEdited = chatEvent(
  'MessageEdited',
  1,
  Type.Object({ messageId: Id, ordinal: Type.Integer({ minimum: 1 }), text: MessageText }),
);
/** By its author; the text leaves every read path. */
export const MessageDeleted = chatEvent(
  'MessageDeleted',
  1,
  Type.Object({ messageId: Id, ordinal: Type.Integer({ minimum: 1 }) }),
);

export const ReactionAdded = chatEvent('ReactionAdded', 1, Type.Object({ messageId: Id, emoji: Emoji }));
export const ReactionRemoved = chatEvent('ReactionRemoved', 1, Type.Object({ messageId: Id, emoji: Emoji }));

/** Only what changed. */
export const ChatUpdated = chatEvent(
  'ChatUpdated',
  1,
  Type.Object({
    name: Type.Optional(ChatName),
    slug: Type.Optional(Type.Union([Slug, Type.Null()])),
    avatar: Type.Optional(Type.Union([Avatar, Type.Null()])),
  }),
);
/** By the owner: nobody sees the group any more. */
export const ChatDeleted = chatEvent('ChatDeleted', 1, Type.Object({}));

export const MembersAdded = chatEvent(
  'MembersAdded',
  1,
  Type.Object({ members: Type.Array(Type.Object({ userId: Id, role: Role }), { minItems: 1 }) }),
);
export const MemberRemoved = chatEvent('MemberRemoved', 1, Type.Object({ userId: Id }));
/** `newOwnerId` when the owner left and somebody is still there; `closed` when nobody is. */
export const MemberLeft = chatEvent(
  'MemberLeft',
  1,
  Type.Object({ newOwnerId: Type.Union([Id, Type.Null()]), closed: Type.Boolean() }),
);
/** With role `owner` the previous owner becomes an admin. */
export const MemberRoleChanged = chatEvent('MemberRoleChanged', 1, Type.Object({ userId: Id, role: Role }));

export const chatEvents = {
  ChatCreated,
  MessageSent,
  MessageEdited,
  MessageDeleted,
  ReactionAdded,
  ReactionRemoved,
  ChatUpdated,
  ChatDeleted,
  MembersAdded,
  MemberRemoved,
  MemberLeft,
  MemberRoleChanged,
  DirectClosed,
  DirectReopened,
} as const;
export type ChatEvent = { [K in keyof typeof chatEvents]: Static<(typeof chatEvents)[K]> }[keyof typeof chatEvents];
export type ChatEventOf<T extends ChatEvent['type']> = Extract<ChatEvent, { type: T }>;
