import { type Static, Type } from '@sinclair/typebox';
import { Id } from '../ids.ts';
import { Time } from '../text.ts';
import { DisplayName, User, Username } from '../user/schemas.ts';

/** Seconds an access token lives. */
export const accessTokenSeconds = 15 * 60;
/** Seconds a refresh token lives. */
export const refreshTokenSeconds = 7 * 24 * 60 * 60;
/** Seconds the token in the image cookie lives: less than the end of its session is remembered. */
export const imageTokenSeconds = 50 * 60;
export const tokenIssuer = '1000-messenger';
export const tokenAudience = 'messenger';
/** Of tokens that are good for looking at images, and for nothing else. */
export const imageAudience = 'messenger-images';

/** R1: 8–72 bytes, an upper-case letter, a lower-case letter, a digit. bcrypt reads 72 bytes, hence the bound. */
export function passwordFlaw(password: string): string | undefined {
  const bytes = new TextEncoder().encode(password).length;
  if (bytes < 8 || bytes > 72) return 'must have 8 to 72 bytes';
  if (!/\p{Lu}/u.test(password)) return 'must contain an upper-case letter';
  if (!/\p{Ll}/u.test(password)) return 'must contain a lower-case letter';
  if (!/\p{Nd}/u.test(password)) return 'must contain a digit';
  return undefined;
}

/** The key of a request that may be repeated: the same one again is the same login, and goes on with its session. */
const commandId = Type.Optional(Id);

const client = {
  device: Type.String({ maxLength: 200, description: 'user agent, for the list of sessions' }),
  address: Type.String({ maxLength: 64, description: 'for rate limits' }),
};
/** The refresh token goes out as a cookie alone. An older gateway does not say it. */
const cookie = Type.Optional(Type.Boolean());

export const RegisterRequest = Type.Object({
  userId: Id,
  username: Username,
  password: Type.String({ maxLength: 200 }),
  displayName: Type.Optional(DisplayName),
  remember: Type.Optional(Type.Boolean()),
  cookie,
  commandId,
  ...client,
});
export type RegisterRequest = Static<typeof RegisterRequest>;

export const LoginRequest = Type.Object({
  username: Type.String({ maxLength: 200 }),
  password: Type.String({ maxLength: 200 }),
  remember: Type.Optional(Type.Boolean()),
  cookie,
  commandId,
  ...client,
});
export type LoginRequest = Static<typeof LoginRequest>;

/**
 * `cookie`: it came as one, as it must if the session was opened so; then an unused successor younger than 30 s may be
 * replaced (two tabs refresh at once). `commandId`: the
 * same token with the same one is the same refresh, and gives the same refresh token.
 */
export const RefreshRequest = Type.Object({
  refreshToken: Type.String({ maxLength: 200 }),
  cookie: Type.Boolean(),
  commandId: Type.Optional(Id),
  ...client,
});
export type RefreshRequest = Static<typeof RefreshRequest>;

/** What register, login and refresh answer. `expiresIn` in seconds. */
export const TokensReply = Type.Object({
  user: User,
  accessToken: Type.String(),
  imageToken: Type.String({ description: 'for the image cookie' }),
  refreshToken: Type.String(),
  expiresIn: Type.Integer(),
  sessionId: Id,
  remember: Type.Boolean(),
});
export type TokensReply = Static<typeof TokensReply>;

export const SessionRequest = Type.Object({ by: Id, sessionId: Id });
export type SessionRequest = Static<typeof SessionRequest>;

export const SessionsRequest = Type.Object({ by: Id, currentSessionId: Id });
export const Session = Type.Object({
  id: Id,
  current: Type.Boolean(),
  device: Type.String(),
  createdAt: Time,
  lastSeenAt: Time,
});
export const SessionsReply = Type.Object({ sessions: Type.Array(Session) });

/** Public keys as a JWK set (RFC 7517); `kid` names each. */
export const KeysReply = Type.Object({
  keys: Type.Array(
    Type.Object({
      kid: Type.String(),
      kty: Type.String(),
      crv: Type.String(),
      x: Type.String(),
      alg: Type.String(),
      use: Type.String(),
    }),
  ),
});
export type KeysReply = Static<typeof KeysReply>;

/** The claims of an access token. */
export type AccessClaims = { sub: string; sid: string; iat: number; exp: number; iss: string; aud: string };
