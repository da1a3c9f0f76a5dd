import { type Static, Type } from '@sinclair/typebox';

export const Config = Type.Object({
  PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 3000, description: 'the public port' }),
  HOST: Type.String({ default: '127.0.0.1', description: 'where the public port listens' }),
  HEALTH_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 0 }),
  LOG_LEVEL: Type.String({ default: 'info' }),
  NATS_URL: Type.String(),
  NATS_USER: Type.Optional(Type.String()),
  NATS_PASSWORD: Type.Optional(Type.String()),
  WEB_DIST: Type.Optional(Type.String({ description: 'folder of the built web client' })),
  TRUST_PROXY: Type.Boolean({ default: false, description: 'believe X-Forwarded-* headers' }),
  MAX_CONNECTIONS: Type.Integer({ minimum: 1, default: 10_000 }),
  DRAIN_SECONDS: Type.Number({ minimum: 0, default: 1.5, description: 'sockets are closed over this time' }),
  HOLD_MAX_EVENTS: Type.Integer({ minimum: 1, default: 50_000, description: 'kept for those who catch up' }),
  HOLD_MAX_BYTES: Type.Integer({ minimum: 1, default: 64 * 1024 * 1024 }),
});
export type Config = Static<typeof Config>;
