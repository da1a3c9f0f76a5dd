import pg from 'pg';
import type { Logger } from '../logger.ts';
import { countPool } from './count-pool.ts';
import { surviveLosses } from './survive-losses.ts';

/** int8 as a number: sequences stay far below 2^53. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

/** A bounded pool of connections; no wait for a connection, a lock or a statement is endless. */
export function openPool(url: string, { size, name, log }: { size: number; name: string; log: Logger }): pg.Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    connectionTimeoutMillis: 2_000,
    query_timeout: 6_000,
    statement_timeout: 5_000,
    lock_timeout: 3_000,
    idle_in_transaction_session_timeout: 10_000,
    application_name: name,
  });
  surviveLosses(pool, (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  countPool(pool, name);
  return pool;
}
