import { type Static, Type } from '@sinclair/typebox';

/** Everything that the environment may say; see README.md. */
export const Config = Type.Object({
  NATS_URL: Type.String(),
  NATS_USER: Type.String({ default: 'auth' }),
  NATS_PASSWORD: Type.String(),
  DATABASE_URL: Type.String(),
  DATABASE_POOL: Type.Integer({ default: 10, minimum: 2, maximum: 100 }),
  REDIS_URL: Type.String(),
  HOST: Type.String({ default: '127.0.0.1' }),
  HEALTH_PORT: Type.Integer({ default: 0, minimum: 0, maximum: 65535 }),
  LOG_LEVEL: Type.String({ default: 'info' }),
  BCRYPT_COST: Type.Integer({
    default: 12,
    minimum: 4,
    maximum: 16,
    description: 'of hashing a password: each step takes twice as long',
  }),
  BCRYPT_THREADS: Type.Integer({ default: 2, minimum: 1, maximum: 64, description: 'that hash passwords' }),
  BCRYPT_QUEUE: Type.Integer({
    default: 100,
    minimum: 0,
    maximum: 10_000,
    description: 'passwords that may wait for a thread; more are told to come back',
  }),
});
export type Config = Static<typeof Config>;
