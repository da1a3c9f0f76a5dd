import { type Static, Type } from '@sinclair/typebox';

/** Everything that the environment may say; see README.md. */
export const Config = Type.Object({
  NATS_URL: Type.String(),
  NATS_USER: Type.String({ default: 'delivery' }),
  NATS_PASSWORD: Type.String(),
  REDIS_URL: Type.String(),
  HOST: Type.String({ default: '127.0.0.1' }),
  HEALTH_PORT: Type.Integer({ default: 0, minimum: 0, maximum: 65535 }),
  LOG_LEVEL: Type.String({ default: 'info' }),
});
export type Config = Static<typeof Config>;
