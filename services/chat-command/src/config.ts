import { type Static, Type } from '@sinclair/typebox';

export const Config = Type.Object({
  NATS_URL: Type.String(),
  NATS_USER: Type.Optional(Type.String()),
  NATS_PASSWORD: Type.Optional(Type.String()),
  HOST: Type.String({ default: '127.0.0.1' }),
  HEALTH_PORT: Type.Integer({ default: 0 }),
  LOG_LEVEL: Type.String({ default: 'info' }),
});
export type Config = Static<typeof Config>;
