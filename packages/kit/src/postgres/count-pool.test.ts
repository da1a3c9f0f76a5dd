import pg from 'pg';
import { expect, test } from 'vitest';
import { metrics } from '../metrics.ts';
import { countPool } from './count-pool.ts';

const lines = async () => (await metrics.metrics()).split('\n').filter((line) => line.startsWith('db_client_'));

test('a pool is among the metrics until it ends', async () => {
  const pool = new pg.Pool({ max: 7 });
  countPool(pool, 'mine');
  expect(await lines()).toEqual([
    'db_client_connections_usage{pool="mine",state="idle"} 0',
    'db_client_connections_usage{pool="mine",state="used"} 0',
    'db_client_connections_max{pool="mine"} 7',
    'db_client_connections_pending_requests{pool="mine"} 0',
  ]);
  await pool.end();
  expect(await lines()).toEqual([]);
});
