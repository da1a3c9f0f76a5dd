import { Type } from '@sinclair/typebox';
import { Chat, Emoji, Message, maxMembers, maxPageSize } from '../chat/schemas.ts';
import { endpoint } from '../endpoint.ts';
import { Id } from '../ids.ts';
import { Push } from '../push/push.ts';
import { subjects } from '../subjects.ts';
import { Text, Time } from '../text.ts';
import { User, UserCard, UserResult } from '../user/schemas.ts';

/** `by`: on whose behalf, checked in the same snapshot as the read. `minPosition`: an encoded cursor to wait for. */
const base = { by: Id, minPosition: Type.Optional(Type.String()) };
/** Of the pushes of a page. */
const maxBytes = Type.Optional(Type.Integer({ minimum: 1024, maximum: 900_000 }));
/** Of users asked for at once. */
export const maxUsersAsked = 100;
const Ordinal = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });

export const MessagesPage = Type.Object({
  messages: Type.Array(Message),
  hasBefore: Type.Boolean(),
  hasAfter: Type.Boolean(),
  version: Type.Integer(),
});
export const EventsPage = Type.Object({ events: Type.Array(Push), version: Type.Integer(), truncated: Type.Boolean() });
export const Contact = Type.Object({ user: UserCard, since: Time });
export const ContactRequest = Type.Object({ id: Id, user: UserCard, at: Time });

/**
 * What a device missed since its cursor, as pushes, and what the gateway needs to go on from there. `position` is what
 * the page covers: with `more`, ask again from it; without, it is the snapshot's, in which `chats` and `contacts` hold.
 */
export const SyncPage = Type.Object({
  position: Type.String(),
  reset: Type.Boolean(),
  more: Type.Boolean(),
  events: Type.Array(Push),
  chats: Type.Array(Id),
  contacts: Type.Array(Id),
});

export const SearchPage = Type.Object({
  results: Type.Array(
    Type.Object({
      message: Message,
      chat: Type.Object({
        id: Id,
        kind: Type.Union([Type.Literal('direct'), Type.Literal('group')]),
        name: Type.Union([Type.String(), Type.Null()]),
      }),
      highlights: Type.Array(Type.Tuple([Type.Integer(), Type.Integer()])),
    }),
  ),
  nextCursor: Type.Union([Type.String(), Type.Null()]),
});

/** Everything projection answers. Replies carry the header `position`: the state they show. */
export const queries = {
  chats: endpoint(
    subjects.query('chats'),
    Type.Object({
      ...base,
      limit: Type.Integer({ minimum: 1, maximum: maxPageSize }),
      cursor: Type.Optional(Type.String()),
    }),
    Type.Object({ chats: Type.Array(Chat), nextCursor: Type.Union([Type.String(), Type.Null()]) }),
  ),
  /** By id or slug. */
  chat: endpoint(
    subjects.query('chat'),
    Type.Object({ ...base, chat: Type.String({ maxLength: 50 }) }),
    Type.Object({ chat: Chat }),
  ),
  /** At most one of `before`, `after` (exclusive), `around` (inclusive); none: the newest page. */
  messages: endpoint(
    subjects.query('messages'),
    Type.Object({
      ...base,
      chat: Type.String({ maxLength: 50 }),
      limit: Type.Integer({ minimum: 1, maximum: maxPageSize }),
      before: Type.Optional(Ordinal),
      after: Type.Optional(Ordinal),
      around: Type.Optional(Ordinal),
      images: Type.Optional(Type.Boolean()),
    }),
    MessagesPage,
  ),
  message: endpoint(
    subjects.query('message'),
    Type.Object({ ...base, messageId: Id, chatId: Type.Optional(Id) }),
    Type.Object({ message: Message }),
  ),
  chatEvents: endpoint(
    subjects.query('chat-events'),
    Type.Object({
      ...base,
      chat: Type.String({ maxLength: 50 }),
      after: Ordinal,
      limit: Type.Integer({ minimum: 1, maximum: 500 }),
      maxBytes,
    }),
    EventsPage,
  ),
  /** As many as a reply holds. `userId`: of this one alone; the same below. */
  contacts: endpoint(
    subjects.query('contacts'),
    Type.Object({ ...base, userId: Type.Optional(Id) }),
    Type.Object({ contacts: Type.Array(Contact) }),
  ),
  contactRequests: endpoint(
    subjects.query('contact-requests'),
    Type.Object({ ...base, userId: Type.Optional(Id) }),
    Type.Object({ incoming: Type.Array(ContactRequest), outgoing: Type.Array(ContactRequest) }),
  ),
  user: endpoint(subjects.query('user'), Type.Object({ ...base, userId: Id }), Type.Object({ user: User })),
  /** Of these, the ones whose profile the caller may see, in no order. */
  users: endpoint(
    subjects.query('users'),
    Type.Object({ ...base, userIds: Type.Array(Id, { minItems: 1, maxItems: maxUsersAsked }) }),
    Type.Object({ users: Type.Array(User) }),
  ),
  me: endpoint(subjects.query('me'), Type.Object(base), Type.Object({ user: User })),
  userSearch: endpoint(
    subjects.query('user-search'),
    Type.Object({ ...base, q: Text(1, 100, '1–100 characters'), limit: Type.Integer({ minimum: 1, maximum: 20 }) }),
    Type.Object({ users: Type.Array(UserResult) }),
  ),
  /**
   * The texts a message had before a version, oldest first, the original included. `truncated`: behind the original, some
   * are left out. A text's `version` is that of its event in the chat.
   */
  messageHistory: endpoint(
    subjects.query('message-history'),
    Type.Object({ ...base, messageId: Id, chatId: Type.Optional(Id), before: Type.Optional(Type.Integer()) }),
    Type.Object({
      edits: Type.Array(Type.Object({ text: Type.String(), at: Time, version: Type.Optional(Type.Integer()) })),
      truncated: Type.Optional(Type.Boolean()),
    }),
  ),
  /** Who has a message, and who has read it and lets it be known; only its author may ask in a group. */
  messageReceipts: endpoint(
    subjects.query('message-receipts'),
    Type.Object({ ...base, messageId: Id, chatId: Type.Optional(Id) }),
    Type.Object({ delivered: Type.Array(Type.Object({ userId: Id })), read: Type.Array(Type.Object({ userId: Id })) }),
  ),
  /** Full text over all chats one is in. `highlights` are half-open, in code points of the text. */
  messageSearch: endpoint(
    subjects.query('message-search'),
    Type.Object({
      ...base,
      q: Text(1, 200, '1–200 characters'),
      chatId: Type.Optional(Id),
      from: Type.Optional(Id),
      since: Type.Optional(Time),
      until: Type.Optional(Time),
      sort: Type.Optional(Type.Union([Type.Literal('newest'), Type.Literal('relevance')])),
      limit: Type.Integer({ minimum: 1, maximum: 100 }),
      cursor: Type.Optional(Type.String({ maxLength: 500 })),
    }),
    SearchPage,
  ),
  sync: endpoint(
    subjects.query('sync'),
    Type.Object({
      ...base,
      cursor: Type.Optional(Type.String()),
      maxBytes,
    }),
    SyncPage,
  ),
} as const;

/**
 * Asked by chat-command, on nobody's behalf: a message (or notice) of a chat, as of at least `version` events, or null. For what a
 * chat's state does not remember. `reactionsOf`: also the emoji with which that user reacted; `edit`: also the edit with
 * that id; `reaction`: also the reaction that was given or taken back under that id, if it is not too long ago.
 */
export const messageMeta = endpoint(
  subjects.query('message-meta'),
  Type.Object({
    chatId: Id,
    messageId: Id,
    version: Type.Integer({ minimum: 0 }),
    reactionsOf: Type.Optional(Id),
    edit: Type.Optional(Id),
    reaction: Type.Optional(Id),
  }),
  Type.Object({
    message: Type.Union([
      Type.Object({
        kind: Type.Union([Type.Literal('user'), Type.Literal('system')]),
        senderId: Id,
        version: Type.Integer({ description: 'of the event that made it' }),
        ordinal: Type.Integer(),
        sentAt: Time,
        deleted: Type.Boolean(),
        attachments: Type.Integer({ description: 'how many' }),
        reactions: Type.Array(Emoji),
        edit: Type.Optional(Type.Union([Type.Object({ version: Type.Integer(), at: Time }), Type.Null()])),
        reaction: Type.Optional(
          Type.Union([Type.Object({ added: Type.Boolean(), by: Id, version: Type.Integer(), at: Time }), Type.Null()]),
        ),
      }),
      Type.Null(),
    ]),
  }),
);

/**
 * Asked by media: whether a user may see an image that is not their own upload: it is in a message of one of their
 * chats, the picture of one, or a profile's.
 */
export const attachmentVisible = endpoint(
  subjects.query('attachment-visible'),
  Type.Object({ ...base, attachmentId: Id }),
  Type.Object({ visible: Type.Boolean() }),
);

/** Asked by media, on nobody's behalf: those of the images that a message has, and those that a deleted one had. */
export const attachmentsInUse = endpoint(
  subjects.query('attachments-in-use'),
  Type.Object({ ids: Type.Array(Id, { maxItems: 1_000 }), minPosition: Type.Optional(Type.String()) }),
  Type.Object({ used: Type.Array(Id), deleted: Type.Array(Id) }),
);

/** Asked by gateways: everyone else who may see a user's profile as of a position. */
export const concernedBy = endpoint(
  subjects.query('concerned-by'),
  Type.Object({ userId: Id, minPosition: Type.Optional(Type.String()) }),
  Type.Object({ userIds: Type.Array(Id) }),
);

/**
 * Asked by gateways: for each of these members of a chat, the ordinal of the newest message of theirs up to an ordinal,
 * 0 if there is none. In the order in which they were asked for.
 */
export const newestOwn = endpoint(
  subjects.query('newest-own'),
  Type.Object({
    chatId: Id,
    of: Type.Array(Type.Object({ userId: Id, upTo: Ordinal }), { minItems: 1, maxItems: maxMembers }),
    minPosition: Type.Optional(Type.String()),
  }),
  Type.Object({ ordinals: Type.Array(Type.Integer()) }),
);
