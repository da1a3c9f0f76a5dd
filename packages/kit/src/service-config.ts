import { type Static, Type } from '@sinclair/typebox';

const levels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** How much is logged: the levels that pino knows. */
export const logLevel = (usual: (typeof levels)[number]) =>
  Type.Union(
    levels.map((level) => Type.Literal(level)),
    { default: usual, description: 'trace, debug, info, warn, error, fatal or silent' },
  );

/** What the environment says to every service; what it says to one is composed with it. */
export const serviceConfig = (name: string) =>
  Type.Object({
    NATS_URL: Type.String(),
    NATS_USER: Type.String({ default: name }),
    NATS_PASSWORD: Type.String(),
    HOST: Type.String({ default: '127.0.0.1' }),
    HEALTH_PORT: Type.Integer({ minimum: 0, maximum: 65_535, default: 0 }),
    LOG_LEVEL: logLevel('info'),
  });
export type ServiceConfig = Static<ReturnType<typeof serviceConfig>>;

/** What it says to those with tables of their own, and to what makes them. */
export const DatabaseConfig = Type.Object({
  DATABASE_URL: Type.String(),
  DATABASE_POOL: Type.Integer({ default: 10, minimum: 2, maximum: 100 }),
});
