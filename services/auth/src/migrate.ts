import { migrateSchema } from '@messenger/kit/postgres';
import * as accountsSessionsKeys from './migrations/0001_accounts_sessions_keys.ts';

/** Brings schema `auth` of the database to the newest shape. */
export const migrate = (databaseUrl: string): Promise<void> =>
  migrateSchema(databaseUrl, 'auth', { '0001_accounts_sessions_keys': accountsSessionsKeys });

if (import.meta.main) {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('DATABASE_URL is not set');
  await migrate(url);
}
