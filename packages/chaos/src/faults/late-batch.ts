import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Fault } from '../schedule/faults.ts';
import { inTurn } from './servers.ts';
import { signal } from './services.ts';
import type { Inject } from './world.ts';

/** For as long the projection writes into a connection at whose other end nobody reads: it has a batch in its hands. */
const gatherMs = 500;
/** How long Postgres is at the old batch before its sender, too, goes on. */
const aheadMs = 300;

/**
 * A batch of the projection that arrives when the lease under which it was sent has long been another's: the process of
 * Postgres that the leading projection writes to is stopped, then that projection, until another has taken over; then
 * both go on with what they had in their hands.
 */
export const lateBatch: Inject<Extract<Fault, { kind: 'late-batch' }>> = async ({ chaos }, { forMs }, wait) => {
  const { servers, databaseUrl } = chaos.system.stack;
  if (!servers.postgres) throw new Error('Postgres was not started here');
  // A Postgres that is killed around a stopped process of its own cannot be started again.
  await inTurn(servers.postgres, async () => {
    const database = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
    database.on('error', () => undefined);
    await database.connect();
    const stopped = await stopWriting(database).finally(() => database.end());
    if (!stopped) return;
    try {
      await sleep(gatherMs);
      signal(stopped.projection, 'SIGSTOP');
      await wait(forMs);
    } finally {
      signal(stopped.backend, 'SIGCONT');
      await sleep(aheadMs);
      signal(stopped.projection, 'SIGCONT');
    }
  });
};

/** Stops the process that the projection last wrote to, between two batches: it holds no locks. */
async function stopWriting(database: pg.Client): Promise<{ backend: number; projection: number } | undefined> {
  for (let attempt = 0; attempt < 20; attempt++) {
    const { rows } = await database.query<{ backend: number; name: string }>(
      `select pid as backend, application_name as name from pg_stat_activity
       where application_name like 'projection-follow %' order by state_change desc limit 1`,
    );
    const row = rows[0];
    if (row) {
      signal(row.backend, 'SIGSTOP');
      if (await isIdle(database, row.backend)) {
        return { backend: row.backend, projection: Number(/ (\d+)@/.exec(row.name)?.[1]) };
      }
      signal(row.backend, 'SIGCONT');
    }
    await sleep(50);
  }
  return undefined;
}

async function isIdle(database: pg.Client, backend: number): Promise<boolean> {
  const { rows } = await database.query<{ state: string }>('select state from pg_stat_activity where pid = $1', [
    backend,
  ]);
  return rows[0]?.state === 'idle';
}
