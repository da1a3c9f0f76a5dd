import { type Static, Type } from '@sinclair/typebox';
import { chatEvent } from '../envelope.ts';
import { Id } from '../ids.ts';
import { Avatar } from '../user/schemas.ts';
import { Attachment, ChatName, MessageText, Role } from './schemas.ts';

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

export const chatEvents = { ChatCreated, MessageSent, DirectClosed, DirectReopened } as const;
export type ChatEvent = { [K in keyof typeof chatEvents]: Static<(typeof chatEvents)[K]> }[keyof typeof chatEvents];
export type ChatEventOf<T extends ChatEvent['type']> = Extract<ChatEvent, { type: T }>;
