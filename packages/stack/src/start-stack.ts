import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from './log.ts';
import { startNatsCluster } from './nats/cluster.ts';
import { foreignLogin } from './nats/foreign-login.ts';
import { type Nats, type NatsOptions, natsUserNames, startNats } from './nats/nats.ts';
import { type Postgres, startPostgres } from './postgres/postgres.ts';
import { lockDirectory } from './process/lock.ts';
import { runningFile } from './process/running.ts';
import { type Redis, startRedis } from './redis/redis.ts';
import { loadSecrets } from './secrets.ts';
import { s3 } from './system/service-env.ts';

export type StackPart = 'postgres' | 'nats' | 'redis';

export interface StackOptions {
  /** Absolute path; created if it is missing. Everything that must survive a restart lies in it. */
  dataDir: string;
  log: Log;
  /** What to start; everything unless said otherwise. */
  only?: readonly StackPart[];
  /** False in tests: data survives a kill, not a power cut. */
  durable?: boolean;
  /** A cluster of so many servers of NATS, which sync their disks before they acknowledge; one that does not unless said otherwise. */
  natsNodes?: number;
  /** Whether a server that dies unasked is started again. */
  restart?: boolean;
  /** Where `DATABASE_URL`, `NATS_URL` and `REDIS_URL` are looked up: a server named there is used and not started. */
  env?: NodeJS.ProcessEnv;
}

/** How one user gets into NATS. */
export interface NatsLogin {
  url: string;
  user: string;
  password: string;
}

export interface Stack extends AsyncDisposable {
  /** Undefined where `only` left it out. */
  readonly databaseUrl: string | undefined;
  readonly natsUrl: string | undefined;
  readonly redisUrl: string | undefined;
  natsFor(user: string): NatsLogin;
  /** The servers that were started here; not those that were named in the environment. */
  readonly servers: { postgres?: Postgres; nats?: Nats; redis?: Redis };
  /** How media proves gateways: the environment's, else one of this data directory's own. */
  readonly mediaSecret: string;
  /** Where images lie, unless in S3. */
  readonly mediaDir: string;
  /** The processes that run on the data directory, for the next start to clean up after us. */
  readonly running: ReturnType<typeof runningFile>;
}

/**
 * Starts Postgres, NATS and Redis on a data directory and holds it until disposed, which stops them.
 * @throws DirectoryInUse, ProgramMissing, or with the last words of a server that did not start
 */
export async function startStack(options: StackOptions): Promise<Stack> {
  const { dataDir, log, env = process.env, durable = true } = options;
  const wanted = (part: StackPart, variable: string) =>
    (options.only?.includes(part) ?? true) && (env[variable] ?? '') === '';

  await using held = new AsyncDisposableStack();
  held.use(lockDirectory(dataDir));
  const running = runningFile(dataDir);
  await running.endLeftovers();
  const secrets = loadSecrets(dataDir, natsUserNames);
  const context = { log, running, restart: options.restart ?? false, durable };

  const starts = {
    redis: wanted('redis', 'REDIS_URL')
      ? startRedis({ ...context, dir: join(dataDir, 'redis'), password: secrets.redis })
      : undefined,
    nats: wanted('nats', 'NATS_URL')
      ? startLog(options.natsNodes ?? 1, {
          ...context,
          dir: join(dataDir, 'nats'),
          passwords: secrets.nats,
          chatShards: Number(env.CHAT_SHARDS || 1),
        })
      : undefined,
    postgres: wanted('postgres', 'DATABASE_URL')
      ? startPostgres({
          ...context,
          dir: join(dataDir, 'postgres'),
          password: secrets.postgres,
          database: 'messenger',
        })
      : undefined,
  };
  // All are waited for, so that one that came up beside one that failed is stopped too.
  await Promise.allSettled(Object.values(starts));
  const servers: Stack['servers'] = {};
  held.defer(async () => {
    await Promise.all(Object.values(servers).map((server) => server.stop()));
  });
  const failed: unknown[] = [];
  for (const [name, start] of Object.entries(starts)) {
    if (!start) continue;
    try {
      Object.assign(servers, { [name]: await start });
    } catch (error) {
      failed.push(error);
    }
  }
  if (failed.length > 0) throw failed[0];

  const stack = connections(options, servers, secrets.nats, env);
  const media = { mediaSecret: env.MEDIA_SECRET || secrets.media, mediaDir: env.MEDIA_DIR || join(dataDir, 'media') };
  writeEnvironment(dataDir, stack, imageStoreOf(env, media.mediaDir));
  const owned = held.move();
  return { ...stack, ...media, servers, running, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

const startLog = (size: number, options: NatsOptions) =>
  size === 1 ? startNats(options) : startNatsCluster({ ...options, size, syncAlways: true });

function connections(
  { only }: StackOptions,
  servers: Stack['servers'],
  passwords: Readonly<Record<string, string>>,
  env: NodeJS.ProcessEnv,
): Pick<Stack, 'databaseUrl' | 'natsUrl' | 'redisUrl' | 'natsFor'> {
  const url = (part: StackPart, variable: string) =>
    servers[part]?.url ?? ((only?.includes(part) ?? true) ? env[variable] : undefined);
  const natsUrl = url('nats', 'NATS_URL');
  return {
    databaseUrl: url('postgres', 'DATABASE_URL'),
    redisUrl: url('redis', 'REDIS_URL'),
    natsUrl,
    natsFor(user) {
      if (natsUrl === undefined) throw new Error('NATS is not a part of this stack.');
      if (!servers.nats) return foreignLogin(natsUrl, user, env);
      return { url: natsUrl, user, password: passwords[user] ?? '' };
    },
  };
}

/** What names the store of images: S3 where the environment does, else a folder. */
export function imageStoreOf(env: NodeJS.ProcessEnv, mediaDir: string): Record<string, string | undefined> {
  return env.S3_ENDPOINT ? s3(env) : { MEDIA_DIR: mediaDir };
}

/** `<dataDir>/stack.env`: for an operator's shell, and for the NATS command line, which reads the same variables. */
function writeEnvironment(
  dataDir: string,
  stack: ReturnType<typeof connections>,
  images: Record<string, string | undefined>,
): void {
  const lines = Object.entries(images).map(([name, value]) => `${name}='${value}'`);
  if (stack.databaseUrl) lines.push(`DATABASE_URL='${stack.databaseUrl}'`);
  if (stack.redisUrl) lines.push(`REDIS_URL='${stack.redisUrl}'`);
  if (stack.natsUrl) {
    const { url, user, password } = stack.natsFor('operator');
    lines.push(`NATS_URL='${url}'`, `NATS_USER='${user}'`, `NATS_PASSWORD='${password}'`);
  }
  writeFileSync(join(dataDir, 'stack.env'), `${lines.join('\n')}\n`, { mode: 0o600 });
}
