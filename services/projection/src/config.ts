import { logLevel, serviceConfig } from '@messenger/kit';
import { type Static, Type } from '@sinclair/typebox';

const tables = {
  DATABASE_URL: Type.String(),
  READ_SCHEMA: Type.String({ default: 'read', pattern: '^[a-z][a-z0-9_]{0,50}$' }),
};

/** What of it migrations need. */
export const MigrateConfig = Type.Object({ ...tables, LOG_LEVEL: logLevel('info') });

/** Everything that the environment may say; see README.md. */
export const Config = Type.Composite([
  serviceConfig('projection'),
  Type.Object({
    ...tables,
    READ_CONNECTIONS: Type.Integer({
      minimum: 1,
      maximum: 200,
      default: 10,
      description: 'for queries; following takes one for each stream beside',
    }),
  }),
]);
export type Config = Static<typeof Config>;
