import { Kysely, PostgresDialect, sql } from 'kysely';
import { DEFAULT_MIGRATION_TABLE, type Migration, Migrator } from 'kysely/migration';
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

/**
 * The same, on connections that are there; `db` has to have two. The log is told of each migration. What a newer release
 * has migrated stays: migrations only add, so one can go back by a release.
 */
export async function migrateToLatest(
  db: Kysely<unknown>,
  schema: string,
  migrations: Record<string, Migration>,
  log?: Logger,
): Promise<void> {
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...(await newerIn(db, schema, migrations)), ...migrations }) },
    migrationTableSchema: schema,
  });
  const { error, results = [] } = await migrator.migrateToLatest();
  for (const { migrationName, status } of results) log?.info({ schema, migrationName, status }, 'migration');
  if (error) throw error;
}

/** What is there of a newer release, as migrations that do nothing: else it would be said that they are missing. */
async function newerIn(
  db: Kysely<unknown>,
  schema: string,
  migrations: Record<string, Migration>,
): Promise<Record<string, Migration>> {
  const newest = Object.keys(migrations).sort().at(-1) ?? '';
  const { rows } = await sql<{ name: string }>`
    select name from ${sql.table(`${schema}.${DEFAULT_MIGRATION_TABLE}`)} where name > ${newest} collate "C"`.execute(
    db,
  );
  return Object.fromEntries(rows.map(({ name }) => [name, { up: async () => undefined }]));
}
