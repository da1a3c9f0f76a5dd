import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ServiceUser } from '@messenger/proto';
import {
  loadSecrets,
  type Nats,
  type NatsLogin,
  type NatsOptions,
  natsUserNames,
  type Postgres,
  type Redis,
  silent,
  startNats,
  startNatsCluster,
  startPostgres,
  startRedis,
} from '@messenger/stack';
import pg from 'pg';
import { inject } from 'vitest';

export interface TestStackOptions {
  /** A database of its own in the shared Postgres. */
  postgres?: boolean;
  /** A Postgres of its own, which the test may stop, kill and start. */
  ownPostgres?: boolean;
  redis?: boolean;
  /** On unless said otherwise. */
  nats?: boolean;
  /** A cluster of so many servers of NATS; one alone unless said otherwise. */
  natsNodes?: number;
  /** As in CHAT_SHARDS; 1 unless said otherwise. */
  chatShards?: number;
}

export interface TestStack extends AsyncDisposable {
  /** Throws where the stack was asked for without it; so do the others. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly natsUrl: string;
  /** How a service, or `operator` with all rights, gets into NATS. */
  natsFor(user: ServiceUser): NatsLogin;
  /** To kill, stop and start again, on the same port and data. */
  readonly nats: Nats;
  readonly redis: Redis;
  /** Only with `ownPostgres`. */
  readonly postgres: Postgres;
  stopPostgres(): Promise<void>;
  startPostgres(): Promise<void>;
}

/** Real servers for one test file: nothing in them was there before, nothing of them is left when it is disposed. */
export async function testStack(options: TestStackOptions = {}): Promise<TestStack> {
  await using held = new AsyncDisposableStack();
  const dir = await mkdtemp(join(tmpdir(), 'messenger-test-'));
  held.defer(() => rm(dir, { recursive: true, force: true }));
  const secrets = loadSecrets(dir, natsUserNames);
  const at = (name: string) => ({ dir: join(dir, name), log: silent, durable: false });

  const [nats, redis, postgres, databaseUrl] = await Promise.all([
    options.nats === false
      ? undefined
      : startLog(options.natsNodes ?? 1, {
          ...at('nats'),
          passwords: secrets.nats,
          chatShards: options.chatShards ?? 1,
        }).then((s) => held.use(s)),
    options.redis ? startRedis({ ...at('redis'), password: secrets.redis }).then((s) => held.use(s)) : undefined,
    options.ownPostgres
      ? startPostgres({ ...at('postgres'), password: secrets.postgres, database: 'messenger' }).then((s) => held.use(s))
      : undefined,
    options.postgres && !options.ownPostgres ? freshDatabase(held) : undefined,
  ]);

  const owned = held.move();
  return {
    get databaseUrl() {
      return there(postgres?.url ?? databaseUrl, 'postgres');
    },
    get redisUrl() {
      return there(redis, 'redis').url;
    },
    get natsUrl() {
      return there(nats, 'nats').url;
    },
    natsFor: (user) => ({ url: there(nats, 'nats').url, user, password: secrets.nats[user] ?? '' }),
    get nats() {
      return there(nats, 'nats');
    },
    get redis() {
      return there(redis, 'redis');
    },
    get postgres() {
      return there(postgres, 'ownPostgres');
    },
    stopPostgres: () => there(postgres, 'ownPostgres').stop(),
    startPostgres: () => there(postgres, 'ownPostgres').start(),
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}

const startLog = (size: number, options: NatsOptions) =>
  size === 1 ? startNats(options) : startNatsCluster({ ...options, size });

function there<T>(part: T | undefined, name: keyof TestStackOptions): T {
  if (part === undefined) throw new Error(`testStack was called without { ${name}: true }`);
  return part;
}

async function freshDatabase(held: AsyncDisposableStack): Promise<string> {
  const admin = inject('postgresAdminUrl');
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await run(admin, `create database ${name}`);
  held.defer(() => run(admin, `drop database if exists ${name} with (force)`));
  const url = new URL(admin);
  url.pathname = `/${name}`;
  return url.href;
}

async function run(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}
