import { Kysely, PostgresDialect } from 'kysely';
import { type Migration, Migrator } from 'kysely/migration';
import pg from 'pg';
import type { Logger } from '../logger.ts';
import { surviveLosses } from './survive-losses.ts';

/**
 * Brings a service's own schema to the newest shape, creating it if need be. Several at once are safe: one migrates
 * under a lock, the others wait and find nothing to do.
 * @throws what the first failing migration threw; nothing of that migration remains
 */
export async function migrateSchema(
  databaseUrl: string,
  schema: string,
  migrations: Record<string, Migration>,
): Promise<void> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, connectionTimeoutMillis: 10_000 });
  surviveLosses(pool);
  await using db = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  await migrateToLatest(db, schema, migrations);
}

/** The same, on connections that are there. The log is told of each migration. */
export async function migrateToLatest(
  db: Kysely<unknown>,
  schema: string,
  migrations: Record<string, Migration>,
  log?: Logger,
): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => migrations },
    migrationTableSchema: schema,
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  for (const { migrationName, status } of results) log?.info({ schema, migrationName, status }, 'migration');
  if (error) throw error;
}
