import { type Static, Type } from '@sinclair/typebox';

export const MigrateConfig = Type.Object({
  DATABASE_URL: Type.String({ minLength: 1 }),
  READ_SCHEMA: Type.String({ default: 'read', pattern: '^[a-z][a-z0-9_]{0,50}$' }),
  LOG_LEVEL: Type.String({ default: 'info' }),
});

export const Config = Type.Composite([
  MigrateConfig,
  Type.Object({
    NATS_URL: Type.String({ minLength: 1 }),
    NATS_USER: Type.String({ default: 'projection' }),
    NATS_PASSWORD: Type.String({ default: '' }),
    HEALTH_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 0 }),
    HOST: Type.String({ default: '127.0.0.1' }),
    READ_CONNECTIONS: Type.Integer({
      minimum: 1,
      maximum: 200,
      default: 10,
      description: 'for queries; following takes one for each stream beside',
    }),
  }),
]);
export type Config = Static<typeof Config>;
