import { type TObject, type TSchema, Type } from '@sinclair/typebox';
import { Chat, ChatSettings, Emoji, Member, Message, MessageText, Role } from '../chat/schemas.ts';
import { Id } from '../ids.ts';
import { Time } from '../text.ts';
import { Avatar, UpdatedUser, UserCard } from '../user/schemas.ts';

/**
 * What a client may take a push for. `numbered`: one step of its chat's versions. `state`: the latest wins, repeated
 * after an absence. `ephemeral`: may be lost. `stream`: about the connection itself.
 */
export type PushClass = 'numbered' | 'state' | 'ephemeral' | 'stream';
export type PushKind = { class: PushClass; summary: string; data: TSchema; inChat: boolean };

const Ordinal = Type.Integer({ minimum: 0, description: 'ordinal' });
const Nothing = Type.Object({});

const numbered = (summary: string, data: TSchema): PushKind => ({ class: 'numbered', summary, data, inChat: true });
const state = (summary: string, data: TSchema, inChat: boolean): PushKind => ({
  class: 'state',
  summary,
  data,
  inChat,
});
const ephemeral = (summary: string, data: TSchema, inChat = false): PushKind => ({
  class: 'ephemeral',
  summary,
  data,
  inChat,
});

/** A message as pushed: what differs from reader to reader is left out. */
const PushedMessage = Type.Omit(Message, ['receipts']);
/** The part of a chat that all members see alike. */
const CommonChat = Type.Omit(Chat, [
  'unread',
  'readUpTo',
  'deliveredUpTo',
  'peerReadUpTo',
  'peerDeliveredUpTo',
  'settings',
  'me',
]);
const Reacted = Type.Object({ messageId: Id, emoji: Emoji, userId: Id });
/** In direct chats whose cursor it is; in groups how many members other than the author have come so far. */
const Receipt = Type.Union([
  Type.Object({ upTo: Ordinal, userId: Id }),
  Type.Object({ upTo: Ordinal, count: Type.Integer({ minimum: 0 }) }),
]);
const ContactChange = Type.Object({
  id: Id,
  user: UserCard,
  direction: Type.Union([Type.Literal('incoming'), Type.Literal('outgoing')], {
    description: 'whose request it is or was, seen from the one who is told',
  }),
});
const Presence = Type.Object({ userId: Id, lastSeenAt: Type.Union([Time, Type.Null()]) });

/** Every push there is, by type, with the schema of its `data`. */
export const pushKinds = {
  'message:new': numbered('A message was sent.', PushedMessage),
  'message:edited': numbered(
    'A message has another text.',
    Type.Object({ messageId: Id, text: MessageText, editedAt: Time }),
  ),
  'message:deleted': numbered(
    'A message is gone but for its place; text, attachments and reactions go with it.',
    Type.Object({ messageId: Id, deletedAt: Time }),
  ),
  'reaction:added': numbered('Somebody reacted to a message.', Reacted),
  'reaction:removed': numbered('Somebody took a reaction back.', Reacted),
  'chat:created': numbered('The first event of a chat.', Type.Object({ chat: CommonChat })),
  'chat:updated': numbered(
    'What has changed of the chat; a direct chat is closed while the two are no contacts.',
    Type.Object({
      name: Type.Optional(Type.String()),
      slug: Type.Optional(Type.Union([Type.String(), Type.Null()])),
      avatar: Type.Optional(Type.Union([Avatar, Type.Null()])),
      closed: Type.Optional(Type.Boolean()),
    }),
  ),
  'chat:deleted': numbered('The owner deleted the group: forget it.', Nothing),
  'member:added': numbered('Members came in.', Type.Object({ members: Type.Array(Member) })),
  'member:removed': numbered('A member was removed.', Type.Object({ userId: Id })),
  'member:left': numbered(
    'A member left; when it was the owner, somebody else is now.',
    Type.Object({ userId: Id, newOwnerId: Type.Optional(Id) }),
  ),
  'member:role': numbered(
    'A member has another role. Where it is `owner`, the previous owner is an admin now.',
    Type.Object({ userId: Id, role: Role }),
  ),
  'chat:added': state('You are in this chat from now on.', Type.Object({ chat: Chat }), true),
  'chat:removed': state('You are not in this chat any more: forget it. Nothing else of it will come.', Nothing, true),
  'chat:read': state('You have read so far, on whichever device.', Type.Object({ upTo: Ordinal }), true),
  'message:delivered': state('Who has your messages.', Receipt, true),
  'message:read': state('Who has read your messages.', Receipt, true),
  'chat:settings': state('Your own settings of a chat.', Type.Object({ settings: ChatSettings }), true),
  'contact:requested': state('Somebody asks to be your contact, or you asked on another device.', ContactChange, false),
  'contact:accepted': state('You two are contacts now.', ContactChange, false),
  'contact:rejected': state('A request was rejected or withdrawn.', ContactChange, false),
  'contact:removed': state('You two are no contacts any more.', ContactChange, false),
  'user:updated': state(
    'Somebody you know has another profile, or you have, with your own settings in it.',
    Type.Object({ user: UpdatedUser }),
    false,
  ),
  'typing:start': ephemeral('Somebody types; gone 3 s after the last of these.', Type.Object({ userId: Id }), true),
  'typing:stop': ephemeral('Somebody stopped typing.', Type.Object({ userId: Id }), true),
  'presence:online': ephemeral('A contact is there.', Presence),
  'presence:away': ephemeral('A contact is away.', Presence),
  'presence:offline': ephemeral('A contact is gone.', Presence),
  'session:revoked': ephemeral('This session has ended; the socket is about to close with 4401.', Nothing),
  'chat:reset': {
    class: 'stream',
    summary: 'More than 500 events were missed in this chat: forget its messages, load what is needed.',
    data: Type.Object({ version: Type.Integer({ minimum: 0 }) }),
    inChat: true,
  },
  ready: {
    class: 'stream',
    summary: 'All up to the cursor was sent. With `reset`, the cursor given was of no use: load afresh.',
    data: Type.Object({ cursor: Type.String(), reset: Type.Optional(Type.Boolean()) }),
    inChat: false,
  },
} as const satisfies Record<string, PushKind>;

export type PushType = keyof typeof pushKinds;

const Version = Type.Integer({ minimum: 1, description: "counts the chat's events without a gap" });
const Cursor = Type.Optional(Type.String({ description: 'everything up to here was sent on this connection' }));

/** The whole frame of a push: what stands beside its `data` follows from its class. */
export function pushFrame(type: PushType): TObject {
  const kind: PushKind = pushKinds[type];
  const chat = kind.inChat ? { chatId: Id } : {};
  const who = { at: Type.Optional(Time), by: Type.Optional(Id) };
  const frame = { type: Type.Literal(type), ...chat };
  switch (kind.class) {
    case 'numbered':
      return Type.Object({ ...frame, id: Id, version: Version, at: Time, by: Id, cursor: Cursor, data: kind.data });
    case 'state':
      return Type.Object({ ...frame, id: Type.Optional(Id), ...who, cursor: Cursor, data: kind.data });
    case 'ephemeral':
      return Type.Object({ ...frame, data: kind.data });
    case 'stream':
      return type === 'ready'
        ? Type.Object({ ...frame, cursor: Type.String(), reset: Type.Optional(Type.Boolean()), data: kind.data })
        : Type.Object({ ...frame, version: Version, cursor: Cursor, data: kind.data });
  }
}
