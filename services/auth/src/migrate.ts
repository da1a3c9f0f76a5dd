import { Kysely, PostgresDialect } from 'kysely';
import { Migrator } from 'kysely/migration';
import pg from 'pg';
import * as accountsSessionsKeys from './migrations/0001_accounts_sessions_keys.ts';

const migrations = { '0001_accounts_sessions_keys': accountsSessionsKeys };

/**
 * Brings schema `auth` of the database to the newest shape, creating it if need be. Several at once are safe: one
 * migrates under a lock, the others wait and find nothing to do.
 * @throws what the first failing migration threw; nothing of that migration remains
 */
export async function migrate(databaseUrl: string): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, connectionTimeoutMillis: 10_000 });
  await using db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: 'auth',
  });
  const { error } = await migrator.migrateToLatest();
  if (error) throw error;
}

if (import.meta.main) {
  const url = process.env.DATABASE_URL;
  if (!url) throw new Error('DATABASE_URL is not set');
  await migrate(url);
}
