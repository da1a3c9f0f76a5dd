import { DatabaseConfig, loadConfig } from '@messenger/kit';
import { migrateSchema } from '@messenger/kit/postgres';
import * as accountsSessionsKeys from './database/migrations/0001_accounts_sessions_keys.ts';
import * as transportOfSessions from './database/migrations/0002_transport_of_sessions.ts';

/** Brings schema `auth` of the database to the newest shape. */
export const migrate = (databaseUrl: string): Promise<void> =>
  migrateSchema(databaseUrl, 'auth', {
    '0001_accounts_sessions_keys': accountsSessionsKeys,
    '0002_transport_of_sessions': transportOfSessions,
  });

if (import.meta.main) await migrate(loadConfig(DatabaseConfig, process.env).DATABASE_URL);
