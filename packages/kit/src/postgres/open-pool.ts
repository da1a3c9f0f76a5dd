import pg from 'pg';
import type { Logger } from '../logger.ts';
import { countPool } from './count-pool.ts';
import { surviveLosses } from './survive-losses.ts';

/** int8 as a number: sequences stay far below 2^53. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number);

export type PoolConfig = pg.PoolConfig & { connectionString: string; application_name: string; max: number };

/**
 * A bounded pool of connections; losing one of them does not end the process.
 * @param name what it is called in the metrics, the same in every process
 */
export function openPool(config: PoolConfig, { name, log }: { name: string; log: Logger }): pg.Pool {
  const pool = new pg.Pool({ connectionTimeoutMillis: 2_000, ...config });
  surviveLosses(pool, (error) => log.warn({ err: error }, 'an idle database connection was lost'));
  countPool(pool, name);
  return pool;
}
