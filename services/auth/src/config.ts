import { DatabaseConfig, serviceConfig } from '@messenger/kit';
import { type Static, Type } from '@sinclair/typebox';

/** Everything that the environment may say; see README.md. */
export const Config = Type.Composite([
  serviceConfig('auth'),
  DatabaseConfig,
  Type.Object({
    REDIS_URL: Type.String(),
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
  }),
]);
export type Config = Static<typeof Config>;
