import { readFileSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import pg from 'pg';
import { expect, test } from 'vitest';
import { DirectoryInUse, startStack } from '../src/index.ts';
import { startPostgres } from '../src/postgres/postgres.ts';
import { endProcesses } from '../src/process/end-processes.ts';
import { startTimeOf } from '../src/process/identity.ts';
import { runningFile } from '../src/process/running.ts';
import { holdStack, temporaryDir, until } from './helpers.ts';

const log = () => {};
const gone = (pids: readonly number[]) => pids.every((pid) => startTimeOf(pid) === undefined);

async function query(url: string | undefined, statement: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(statement)).rows;
  } finally {
    await client.end();
  }
}

test('starts with the usual ports taken, keeps its secrets to itself, and stops completely', async () => {
  await using dir = await temporaryDir();
  const strangers = await Promise.all([5432, 6379, 4222].map(occupy));
  const stack = await startStack({ dataDir: dir.path, log, durable: false });
  const pids = Object.values(stack.servers).map((server) => server.pid!);
  expect(pids).toHaveLength(3);
  expect(statSync(join(dir.path, 'secrets.json')).mode & 0o777).toBe(0o600);
  expect(await query(stack.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
  const before = Date.now();
  await stack[Symbol.asyncDispose]();
  expect(Date.now() - before).toBeLessThan(10_000);
  expect(gone(pids)).toBe(true);
  for (const stranger of strangers) stranger?.close();
});

test('a killed holder leaves no server behind', async () => {
  await using dir = await temporaryDir();
  const { holder, pids } = await holdStack(dir.path);
  holder.kill('SIGKILL');
  await until(() => gone(pids), 15_000);
});

test('after kill -9 of everything the data is there and the next start is quick', async () => {
  await using dir = await temporaryDir();
  const { holder, pids, databaseUrl } = await holdStack(dir.path);
  await query(databaseUrl, 'create table kept as select 42 as answer');
  await endProcesses(
    [holder.pid!, ...pids].map((pid) => ({ pid, startedAt: startTimeOf(pid) ?? '', signal: 'SIGKILL' as const })),
    1_000,
  );
  const before = Date.now();
  await using stack = await startStack({ dataDir: dir.path, log, durable: false });
  expect(Date.now() - before).toBeLessThan(10_000);
  expect(await query(stack.databaseUrl, 'select answer from kept')).toEqual([{ answer: 42 }]);
});

test('a Postgres that cannot have its database is stopped: whoever started it could not end beside it', async () => {
  await using dir = await temporaryDir();
  const running = runningFile(dir.path);
  const place = { dir: join(dir.path, 'postgres'), password: 'secret', database: '' };
  await expect(startPostgres({ ...place, log, running, durable: false })).rejects.toThrow(/zero-length/);
  expect(JSON.parse(readFileSync(join(dir.path, 'running.json'), 'utf8'))).toEqual([]);
});

test('a stranger with the pid of the killed Postgres is no obstacle', async () => {
  await using dir = await temporaryDir();
  await using stack = await startStack({ dataDir: dir.path, log, only: ['postgres'], durable: false });
  await stack.servers.postgres!.kill();
  const file = join(dir.path, 'postgres/cluster/postmaster.pid');
  writeFileSync(file, readFileSync(file, 'utf8').replace(/^\d+/, '1'));
  await stack.servers.postgres!.start();
  expect(await query(stack.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('each server comes back on its port after a kill, and after a stop', async () => {
  await using dir = await temporaryDir();
  await using stack = await startStack({ dataDir: dir.path, log, durable: false });
  for (const server of Object.values(stack.servers)) {
    const { port, pid } = server;
    await server.kill();
    expect(server.pid).toBeUndefined();
    await server.start();
    await server.stop();
    await server.start();
    expect(server.port).toBe(port);
    expect(server.pid).not.toBe(pid);
  }
  expect(await query(stack.databaseUrl, 'select 1 as one')).toEqual([{ one: 1 }]);
});

test('a server that dies unasked is started again where that is wanted', async () => {
  await using dir = await temporaryDir();
  await using stack = await startStack({ dataDir: dir.path, log, only: ['redis'], restart: true });
  const redis = stack.servers.redis!;
  const first = redis.pid!;
  process.kill(first, 'SIGKILL');
  await until(() => redis.pid !== undefined && redis.pid !== first, 5_000);
});

test('a second start on the same directory says who is there', async () => {
  await using dir = await temporaryDir();
  await using _ = await startStack({ dataDir: dir.path, log, only: ['redis'] });
  await expect(startStack({ dataDir: dir.path, log, only: ['redis'] })).rejects.toThrow(DirectoryInUse);
});

test('a server named in the environment is used instead', async () => {
  await using dir = await temporaryDir();
  const env = {
    DATABASE_URL: 'postgres://there',
    NATS_URL: 'nats://there',
    REDIS_URL: 'redis://there',
    NATS_USER: 'me',
    NATS_PASSWORD: 'secret',
  };
  await using stack = await startStack({ dataDir: dir.path, log, env });
  expect(stack.servers).toEqual({});
  expect([stack.databaseUrl, stack.redisUrl]).toEqual(['postgres://there', 'redis://there']);
  expect(stack.natsFor('gateway')).toEqual({ url: 'nats://there', user: 'me', password: 'secret' });
});

/** Listens on a port, unless somebody does already: either way it is taken. */
function occupy(port: number): Promise<Server | undefined> {
  return new Promise((resolve) => {
    const server = createServer().unref();
    server.once('error', () => resolve(undefined));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}
