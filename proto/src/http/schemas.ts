import { type Static, Type } from '@sinclair/typebox';
import { MessageText } from '../chat/schemas.ts';
import { Id } from '../ids.ts';
import { Contact as StoredContact } from '../query/endpoints.ts';
import { Text } from '../text.ts';
import { DisplayName, PresenceState, User, Username } from '../user/schemas.ts';

const credentialsTransport = {
  remember: Type.Optional(Type.Boolean()),
  cookie: Type.Optional(Type.Boolean({ description: 'browsers: the refresh token only as a cookie' })),
};

export const RegisterBody = Type.Object({
  username: Username,
  password: Text(1, 72, '8–72 bytes; upper-case, lower-case letter and digit'),
  passwordConfirm: Text(1, 72, 'the same again'),
  displayName: Type.Optional(DisplayName),
  ...credentialsTransport,
});
export const LoginBody = Type.Object({
  username: Text(1, 100, 'username'),
  password: Text(1, 100, 'password'),
  ...credentialsTransport,
});
export const RefreshBody = Type.Object({ refreshToken: Type.Optional(Type.String({ maxLength: 200 })) });
export const TokensBody = Type.Object({
  user: User,
  accessToken: Type.String(),
  refreshToken: Type.Optional(Type.String()),
  expiresIn: Type.Integer({ description: 'seconds' }),
});
export type TokensBody = Static<typeof TokensBody>;

export const UserIdBody = Type.Object({ userId: Id });
/** `messageId` is the idempotency key: the same again gives the same answer. */
export const SendMessageBody = Type.Object({
  messageId: Id,
  text: Type.Optional(MessageText),
});
export const Contact = Type.Composite([
  StoredContact,
  Type.Object({ presence: PresenceState, lastSeenAt: Type.Union([Type.String(), Type.Null()]) }),
]);
