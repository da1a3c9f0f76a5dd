import type pg from 'pg';
import { Gauge } from 'prom-client';
import { metrics } from '../metrics.ts';

const pools = new Map<pg.Pool, string>();

/** Names as OpenTelemetry has them for database clients; read when asked for, so that nothing is counted meanwhile. */
function measure(
  name: string,
  help: string,
  read: (pool: pg.Pool) => [labels: { state?: string }, value: number][],
): void {
  new Gauge({
    name,
    help,
    labelNames: ['pool', 'state'],
    registers: [metrics],
    collect() {
      this.reset();
      for (const [pool, name] of pools) {
        for (const [labels, value] of read(pool)) this.inc({ pool: name, ...labels }, value);
      }
    },
  });
}

measure('db_client_connections_usage', 'Connections to the database, by what they do', (pool) => [
  [{ state: 'idle' }, pool.idleCount],
  [{ state: 'used' }, pool.totalCount - pool.idleCount],
]);
measure('db_client_connections_max', 'Connections that a pool may have', (pool) => [[{}, pool.options.max]]);
measure('db_client_connections_pending_requests', 'Statements that wait for a connection', (pool) => [
  [{}, pool.waitingCount],
]);

/** Has a pool among the metrics until it ends. */
export function countPool(pool: pg.Pool, name: string): void {
  pools.set(pool, name);
  const end = pool.end.bind(pool) as () => Promise<void>;
  pool.end = (() => {
    pools.delete(pool);
    return end();
  }) as typeof pool.end;
}
