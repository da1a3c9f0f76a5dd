import { randomBytes } from 'node:crypto';
import type { Logger } from '@messenger/kit';
import pg from 'pg';
import { checkedSchema } from '../database/database.ts';
import { migrate } from '../database/migrate.ts';

/** What a schema stands beside the read model for: to take its place, to be compared with it, or to be dropped. */
export type Purpose = 'rebuild' | 'verify' | 'old';

export type Place = { url: string; schema: string; log: Logger };

/** An empty read model beside the one that serves, dropped when it is disposed. */
export type Beside = AsyncDisposable & {
  readonly schema: string;
  /** Names the connections that work on it, so that they can be told to stop. */
  readonly applicationName: string;
  /** The name that the served schema takes when this one takes its place. */
  readonly old: string;
};

/** Somebody works on the read model in a way that excludes this. */
export class Busy extends Error {
  override name = 'Busy';
}

const lockSeed = 7_201_002;
const lockOf = (name: string) => `hashtextextended('${checkedSchema(name)}', ${lockSeed})`;

/**
 * Makes a read model beside the one of a schema. Rebuilding excludes everybody else, verifying only rebuilding. What a
 * run left behind that was killed is dropped first: a run holds locks of the names it uses, which end with it.
 * @throws Busy
 */
export async function openBeside({ url, schema, log }: Place, purpose: 'rebuild' | 'verify'): Promise<Beside> {
  await using held = new AsyncDisposableStack();
  const holder = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000, keepAlive: true });
  holder.on('error', (err) => log.warn({ err }, 'the connection that holds the locks was lost'));
  await holder.connect();
  held.defer(() => holder.end());

  const lock = purpose === 'rebuild' ? 'pg_try_advisory_lock' : 'pg_try_advisory_lock_shared';
  const { rows } = await holder.query<{ got: boolean }>(`select ${lock}(${lockOf(schema)}) as got`);
  if (!rows[0]?.got) throw new Busy(`the read model ${schema} is being rebuilt or verified by somebody else`);
  await dropLeftovers(holder, schema, log);

  const id = randomBytes(4).toString('hex');
  const name = checkedSchema(`${schema}_${purpose}_${id}`);
  const old = checkedSchema(`${schema}_old_${id}`);
  await holder.query(`select pg_advisory_lock(${lockOf(name)}), pg_advisory_lock(${lockOf(old)})`);
  held.defer(async () => {
    try {
      for (const gone of [name, old]) await holder.query(`drop schema if exists ${gone} cascade`);
    } catch (err) {
      log.warn({ err, schema: name }, 'a schema was left behind; the next run drops it');
    }
  });
  await migrate({ url, schema: name, log });
  const owned = held.move();
  return { schema: name, applicationName: name, old, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Drops what stands beside the schema and belongs to nobody any more. */
async function dropLeftovers(holder: pg.Client, schema: string, log: Logger): Promise<void> {
  const { rows } = await holder.query<{ name: string }>(
    `select nspname as name from pg_namespace where nspname ~ $1 order by 1`,
    [`^${schema}_(rebuild|verify|old)_[0-9a-f]{8}$`],
  );
  for (const { name } of rows) {
    const { rows } = await holder.query<{ got: boolean }>(`select pg_try_advisory_lock(${lockOf(name)}) as got`);
    if (!rows[0]?.got) continue;
    log.info({ schema: name }, 'dropping what an earlier run left behind');
    await holder.query(`drop schema if exists ${name} cascade`);
    await holder.query(`select pg_advisory_unlock(${lockOf(name)})`);
  }
}

/** Ends whatever statements run on connections of that name, so that nobody has to wait for a long one. */
export async function cancelStatements(url: string, applicationName: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => undefined);
  try {
    await client.connect();
    await client.query(`select pg_cancel_backend(pid) from pg_stat_activity where application_name = $1`, [
      applicationName,
    ]);
  } finally {
    await client.end();
  }
}
