import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { images } from '../docker/images.ts';
import { volumeOf } from '../docker/volume.ts';
import { type Child, startChild } from '../process/child.ts';
import { LOOPBACK } from '../process/free-port.ts';
import { type RunContext, type Server, startServer } from '../process/server.ts';
import { onlyContainers } from '../programs/find-server.ts';
import { postgresBinaries } from './binaries.ts';
import { ensureOwner, initCluster, localeArguments, POSTGRES_USER, releaseStaleLock } from './cluster.ts';
import { unprivileged } from './unprivileged.ts';

export interface PostgresOptions extends RunContext {
  dir: string;
  password: string;
  /** The database to have; created if it is missing. */
  database: string;
}

export interface Postgres extends Server {
  readonly url: string;
}

/** For a machine with few cores and little memory. */
const settings = {
  max_connections: '200',
  shared_buffers: '128MB',
  max_wal_size: '512MB',
  wal_level: 'minimal',
  max_wal_senders: '0',
  jit: 'off',
  timezone: 'UTC',
  log_timezone: 'UTC',
  log_checkpoints: 'off',
  max_parallel_workers_per_gather: '1',
};

/** Starts the embedded Postgres on the cluster in `dir`, which is made if it is missing; or its image. */
export async function startPostgres(options: PostgresOptions): Promise<Postgres> {
  const urlOf = (port: number, database: string) =>
    `postgres://${POSTGRES_USER}:${options.password}@${LOOPBACK}:${port}/${database}`;
  // Commits stay synchronous: what was committed is with the kernel, and survives a kill even so.
  const durability = options.durable === false ? { fsync: 'off', full_page_writes: 'off' } : {};
  const flags = Object.entries({ ...settings, ...durability }).flatMap(([key, value]) => ['-c', `${key}=${value}`]);
  const server = await startServer(
    {
      name: 'postgres',
      launch: onlyContainers() ? await inContainer(options, flags) : await onMachine(options, flags),
      ready: (port) => answers(urlOf(port, 'postgres')),
      stopWithinMs: 3_000,
      startWithinMs: 60_000,
    },
    options,
  );
  try {
    await ensureDatabase(urlOf(server.port, 'postgres'), options.database);
  } catch (error) {
    // Nobody else knows of it yet, and it would keep this process from its end.
    await server.stop();
    throw error;
  }
  return Object.assign(server, { url: urlOf(server.port, options.database) });
}

type Launch = (port: number) => Promise<Child>;

async function onMachine(options: PostgresOptions, flags: readonly string[]): Promise<Launch> {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const binaries = await postgresBinaries();
  const launcher = await unprivileged(binaries.postgres, options.dir);
  const cluster = join(options.dir, 'cluster');
  if (!existsSync(cluster)) await initCluster(binaries.initdb, cluster, options, launcher);
  await ensureOwner(cluster, launcher);
  const [command = '', ...args] = [...launcher.prefix, binaries.postgres, '-D', cluster];
  // Nothing but TCP on the loopback interface: no socket files.
  const place = ['-c', `listen_addresses=${LOOPBACK}`, '-c', 'unix_socket_directories='];
  return async (port) => {
    releaseStaleLock(cluster);
    return startChild({
      command,
      args: [...args, '-p', String(port), ...place, ...flags],
      env: { PATH: process.env.PATH },
      // Fast shutdown: ends the sessions, unlike SIGTERM, which waits for them.
      stopSignal: 'SIGINT',
      onLine: (line) => options.log('postgres', line),
      running: options.running,
    });
  };
}

async function inContainer(options: PostgresOptions, flags: readonly string[]): Promise<Launch> {
  const { containerLauncher } = await import('../docker/container.ts');
  return containerLauncher({
    image: images.postgres,
    port: 5432,
    command: ['postgres', ...flags],
    env: {
      POSTGRES_USER,
      POSTGRES_PASSWORD: options.password,
      POSTGRES_INITDB_ARGS: localeArguments('C.UTF-8').join(' '),
    },
    volume: options.durable === false ? undefined : { name: volumeOf(options.dir), target: '/var/lib/postgresql' },
    readyLog: /database system is ready to accept connections/,
    onLine: (line) => options.log('postgres', line),
  });
}

async function answers(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select 1');
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => {});
  }
}

async function ensureDatabase(url: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => {});
  await client.connect();
  try {
    const known = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (known.rowCount === 0) await client.query(`create database ${client.escapeIdentifier(database)}`);
  } finally {
    await client.end();
  }
}
