import { ConfigError, serviceConfig } from '@messenger/kit';
import { type Static, Type } from '@sinclair/typebox';
import type { MediaDoor } from './routes/media-door.ts';

/** Everything that the environment may say; see README.md. */
export const Config = Type.Composite([
  serviceConfig('gateway'),
  Type.Object({
    PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 3000, description: 'the public port' }),
    WEB_DIST: Type.Optional(Type.String({ description: 'folder of the built web client' })),
    TRUST_PROXY: Type.String({
      default: 'off',
      description: 'whose X-Forwarded-* headers to believe: off, or the addresses of proxies, by comma',
    }),
    MAX_CONNECTIONS: Type.Integer({
      minimum: 1,
      default: 10_000,
      description: 'open sockets; more are told to come back',
    }),
    MAX_USER_SOCKETS: Type.Integer({
      minimum: 1,
      default: 50,
      description: 'open sockets of one user here, unless RATE_LIMITS=off, as of the polls',
    }),
    MAX_USER_POLLS: Type.Integer({
      minimum: 1,
      default: 16,
      description: 'polls of one user that wait here, and as many that do not; more are told to come back',
    }),
    MAX_EVENT_LOOP_DELAY_MS: Type.Integer({
      minimum: 0,
      default: 2_000,
      description:
        'beyond this lag of the event loop requests are turned away, so that those in work can end; 0: never',
    }),
    DRAIN_SECONDS: Type.Number({ minimum: 0, default: 1.5, description: 'sockets are closed over this time' }),
    HOLD_MAX_EVENTS: Type.Integer({ minimum: 1, default: 50_000, description: 'kept for those who catch up' }),
    HOLD_MAX_BYTES: Type.Integer({ minimum: 1, default: 64 * 1024 * 1024, description: 'of those events' }),
    REDIS_URL: Type.Optional(Type.String({ description: 'where limits are counted together; alone without it' })),
    NODE_ENV: Type.Optional(Type.String()),
    MEDIA_URL: Type.Optional(Type.String({ description: 'private doors of media, by comma; no images without it' })),
    MEDIA_SECRET: Type.Optional(Type.String({ minLength: 32, description: 'what it is asked with' })),
    RATE_LIMITS: Type.Boolean({ default: true, description: 'never off in production' }),
    LIMIT_MESSAGES_PER_SECOND: Type.Integer({ minimum: 1, default: 10, description: 'of a user' }),
    LIMIT_CHANGES_PER_SECOND: Type.Integer({
      minimum: 1,
      default: 10,
      description: 'edits, deletions and reactions of a user; four times as many at once',
    }),
    LIMIT_CALLS_PER_MINUTE: Type.Integer({ minimum: 1, default: 100, description: 'of a user' }),
    LIMIT_UPLOADS_PER_MINUTE: Type.Integer({ minimum: 1, default: 10, description: 'of a user' }),
    LIMIT_CONTACT_REQUESTS_PER_DAY: Type.Integer({ minimum: 1, default: 50, description: 'of a user' }),
    LIMIT_REGISTRATIONS_PER_HOUR: Type.Integer({ minimum: 1, default: 20, description: 'from an address' }),
    LIMIT_LOGINS_PER_15_MINUTES: Type.Integer({ minimum: 1, default: 60, description: 'from an address' }),
  }),
]);
export type Config = Static<typeof Config>;

/** Where images are; undefined: nowhere. @throws ConfigError when there is a place without a secret */
export function mediaDoorOf({ MEDIA_URL: urls, MEDIA_SECRET: secret }: Config): MediaDoor | undefined {
  if (urls === undefined) return undefined;
  if (secret === undefined) throw new ConfigError('Configuration: with MEDIA_URL, MEDIA_SECRET must be set');
  return { urls: urls.split(',').map((url) => url.trim()), secret };
}
