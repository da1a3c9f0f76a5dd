import { Kysely, PostgresDialect } from 'kysely';
import type { Logger } from '../logger.ts';
import { openPool } from './open-pool.ts';

export type DatabaseOptions = { name: string; size: number; log: Logger };

/** A service's own tables; no wait for a connection, a lock or a statement is endless. Disposing closes the pool. */
export function openDatabase<Tables>(url: string, { name, size, log }: DatabaseOptions): Kysely<Tables> {
  const limits = {
    query_timeout: 6_000,
    statement_timeout: 5_000,
    lock_timeout: 3_000,
    idle_in_transaction_session_timeout: 10_000,
  };
  const pool = openPool({ connectionString: url, application_name: name, max: size, ...limits }, { name, log });
  return new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
}
