import type { Logger } from '@messenger/kit';
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Tables } from './tables.ts';

/** int8 as a number: sequences stay far below 2^53. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export type Database = Kysely<Tables>;

/** A bounded pool; no wait for a connection, a lock or a statement is endless. Disposing closes it. */
export function openDatabase(url: string, { size, log }: { size: number; log: Logger }): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: 2_000,
    query_timeout: 6_000,
    statement_timeout: 5_000,
    lock_timeout: 3_000,
    idle_in_transaction_session_timeout: 10_000,
    application_name: 'auth',
  });
  pool.on('error', (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
