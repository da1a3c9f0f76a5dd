import type { Logger } from '@messenger/kit';
import { migrateToLatest } from '@messenger/kit/postgres';
import pg from 'pg';
import { checkedSchema, openDatabase } from './database.ts';
import * as readModel from './migrations/0001-read-model.ts';
import * as wholeConversation from './migrations/0002-whole-conversation.ts';
import * as images from './migrations/0003-images.ts';
import * as chatImages from './migrations/0004-chat-images.ts';
import * as quietSettings from './migrations/0005-quiet-settings.ts';

/** In order; a released one is never changed. */
export const migrations = {
  '0001-read-model': readModel,
  '0002-whole-conversation': wholeConversation,
  '0003-images': images,
  '0004-chat-images': chatImages,
  '0005-quiet-settings': quietSettings,
};

/** Taken for the whole migration of any schema of a database: `create … if not exists` alone is not safe in a race. */
const lockKey = 7_201_001;

/**
 * Brings the schema to the newest version, creating it and the extensions that it needs. Safe to run from several
 * places at once, and again.
 * @throws what the database says when it refuses
 */
export async function migrate({ url, schema, log }: { url: string; schema: string; log: Logger }): Promise<void> {
  const lock = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
  lock.on('error', (err) => log.warn({ err }, 'the connection that holds the migration lock was lost'));
  await lock.connect();
  try {
    await lock.query('select pg_advisory_lock($1)', [lockKey]);
    await lock.query('create extension if not exists pg_trgm with schema public');
    await lock.query('create extension if not exists unaccent with schema public');
    await lock.query(`create schema if not exists ${checkedSchema(schema)}`);
    await using db = openDatabase({
      url,
      schema,
      applicationName: 'projection-migrate',
      maxConnections: 2,
      statementTimeoutMs: 0,
      log,
    });
    await migrateToLatest(db, schema, migrations, log);
  } finally {
    await lock.end();
  }
}
