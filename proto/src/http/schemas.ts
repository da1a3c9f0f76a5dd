import { type Static, Type } from '@sinclair/typebox';
import {
  ChatName,
  ChatSettings,
  Emoji,
  MessageText,
  maxMembers,
  maxPageSize,
  pageSize,
  Role,
  Slug,
} from '../chat/schemas.ts';
import { maxAttachments } from '../form-limits.ts';
import { Id, idPattern } from '../ids.ts';
import { Purpose, Variant } from '../media/schemas.ts';
import { Push } from '../push/push.ts';
import { ContactRequest, maxUsersAsked, Contact as StoredContact } from '../query/endpoints.ts';
import { Text, Time } from '../text.ts';
import { DisplayName, PresencePreference, PresenceState, User, Username } from '../user/schemas.ts';

const credentialsTransport = {
  remember: Type.Optional(Type.Boolean()),
  cookie: Type.Optional(Type.Boolean({ description: 'browsers: the refresh token only as a cookie' })),
};

export const RegisterBody = Type.Object({
  username: Username,
  password: Text(1, 72, '8–72 bytes; upper-case, lower-case letter and digit', 'Correct1Horse'),
  passwordConfirm: Text(1, 72, 'the same again', 'Correct1Horse'),
  displayName: Type.Optional(DisplayName),
  ...credentialsTransport,
});
export const LoginBody = Type.Object({
  username: Text(1, 100, 'username', 'ann'),
  password: Text(1, 100, 'password', 'Correct1Horse'),
  ...credentialsTransport,
});
export const RefreshBody = Type.Object({ refreshToken: Type.Optional(Type.String({ maxLength: 200 })) });
export const TokensBody = Type.Object({
  user: User,
  accessToken: Type.String(),
  refreshToken: Type.Optional(Type.String()),
  expiresIn: Type.Integer({ description: 'seconds' }),
  remember: Type.Optional(Type.Boolean({ description: 'whether the session outlives the browser' })),
});
export type TokensBody = Static<typeof TokensBody>;

export const UserIdBody = Type.Object({ userId: Id });
/** `messageId` is the idempotency key: the same again gives the same answer. */
export const SendMessageBody = Type.Object({
  messageId: Id,
  text: Type.Optional(MessageText),
  attachmentIds: Type.Optional(Type.Array(Id, { maxItems: maxAttachments })),
  replyTo: Type.Optional(Id),
});
export const EditMessageBody = Type.Object({ text: MessageText });
export const ReactionBody = Type.Object({ emoji: Emoji });
export const ReadBody = Type.Object({
  upTo: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: 'ordinal' }),
});
export const GroupBody = Type.Object({
  name: ChatName,
  memberIds: Type.Array(Id, { minItems: 1, maxItems: maxMembers }),
  slug: Type.Optional(Slug),
  avatarId: Type.Optional(Id),
});
export const UpdateChatBody = Type.Object({
  name: Type.Optional(ChatName),
  slug: Type.Optional(Type.Union([Slug, Type.Null()])),
  avatarId: Type.Optional(Type.Union([Id, Type.Null()])),
});
export const MembersBody = Type.Object({ userIds: Type.Array(Id, { minItems: 1, maxItems: maxMembers }) });
export const RoleBody = Type.Object({ role: Role });
export const SettingsBody = Type.Partial(ChatSettings);
export const ProfileBody = Type.Object({
  displayName: Type.Optional(DisplayName),
  avatarId: Type.Optional(Type.Union([Id, Type.Null()])),
  presence: Type.Optional(PresencePreference),
  readReceipts: Type.Optional(Type.Boolean()),
});
export const Contact = Type.Composite([
  StoredContact,
  Type.Object({ presence: PresenceState, lastSeenAt: Type.Union([Time, Type.Null()]) }),
]);
export type Contact = Static<typeof Contact>;
export const ContactsBody = Type.Object({ contacts: Type.Array(Contact) });
export const ContactBody = Type.Object({ contact: Contact });
export const RequestBody = Type.Object({ request: ContactRequest });

/** Path parameters. A chat is named by its id or its slug. */
export const SessionParams = Type.Object({ sessionId: Id });
export const UserParams = Type.Object({ userId: Id });
export const RequestParams = Type.Object({ requestId: Id });
export const ChatParams = Type.Object({ chatId: Id });
export const ChatOrSlugParams = Type.Object({
  chat: Type.String({ pattern: '^[a-z0-9-]{3,50}$', description: 'id or slug' }),
});
export const MemberParams = Type.Object({ chatId: Id, userId: Id });
export const ReactionParams = Type.Object({ messageId: Id, emoji: Emoji });
export const MessageParams = Type.Object({ messageId: Id });
export const ImageParams = Type.Object({ attachmentId: Id, variant: Variant });

const Ordinal = Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER });
const PageLimit = (most: number, normal: number) => Type.Integer({ minimum: 1, maximum: most, default: normal });
const OpaqueCursor = Type.String({ maxLength: 4096 });

/** Query strings. */
export const ChatsQuery = Type.Object({
  limit: Type.Optional(PageLimit(maxPageSize, pageSize)),
  cursor: Type.Optional(OpaqueCursor),
});
/**
 * At most one of `before`, `after` (exclusive), `around` (inclusive); none: the newest page. `images`: only messages that
 * have some; not with `around`.
 */
export const MessagesQuery = Type.Object({
  limit: Type.Optional(PageLimit(maxPageSize, pageSize)),
  before: Type.Optional(Ordinal),
  after: Type.Optional(Ordinal),
  around: Type.Optional(Ordinal),
  images: Type.Optional(Type.Boolean({ description: 'only messages with images' })),
});
export const MessageQuery = Type.Object({ chatId: Type.Optional(Id) });
export const HistoryQuery = Type.Composite([
  MessageQuery,
  Type.Object({ before: Type.Optional(Type.Integer({ ...Ordinal, description: 'version of a text, exclusive' })) }),
]);
export const maxEventsPage = 500;
export const EventsQuery = Type.Object({
  after: Type.Optional(Ordinal),
  limit: Type.Optional(PageLimit(maxEventsPage, maxEventsPage)),
});
export const UploadQuery = Type.Object({ purpose: Type.Optional(Purpose) });
const anId = idPattern.slice(1, -1);
export const UsersQuery = Type.Object({
  ids: Type.String({
    pattern: `^${anId}(,${anId}){0,${maxUsersAsked - 1}}$`,
    description: `1–${maxUsersAsked} ids, with commas between them`,
    examples: ['0199d2f4-7a10-7c3e-9f21-5b1c8e0a4d77,0199d2f4-7a11-7d0a-8c55-2f6b9e1c3a80'],
  }),
});
export const UserSearchQuery = Type.Object({
  q: Text(1, 100, '1–100 characters'),
  limit: Type.Optional(PageLimit(20, 20)),
});
export const MessageSearchQuery = Type.Object({
  q: Text(1, 200, '1–200 characters'),
  chatId: Type.Optional(Id),
  from: Type.Optional(Id),
  since: Type.Optional(Time),
  until: Type.Optional(Time),
  sort: Type.Optional(Type.Union([Type.Literal('newest'), Type.Literal('relevance')])),
  limit: Type.Optional(PageLimit(100, 50)),
  cursor: Type.Optional(Type.String({ maxLength: 500 })),
});
/** `wait` in seconds: how long to wait for something new. */
export const SyncQuery = Type.Object({
  cursor: Type.Optional(OpaqueCursor),
  wait: Type.Optional(Type.Integer({ minimum: 0, maximum: 25 })),
});
export const SyncBody = Type.Object({
  cursor: Type.String(),
  reset: Type.Boolean(),
  more: Type.Boolean({ description: 'ask again without waiting' }),
  events: Type.Array(Push),
  ephemeral: Type.Array(Push),
});
export type SyncBody = Static<typeof SyncBody>;
