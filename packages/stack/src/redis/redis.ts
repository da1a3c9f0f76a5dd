import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { images } from '../docker/images.ts';
import { volumeOf } from '../docker/volume.ts';
import { type Child, startChild } from '../process/child.ts';
import { converse } from '../process/converse.ts';
import { LOOPBACK } from '../process/free-port.ts';
import { type RunContext, type Server, startServer } from '../process/server.ts';
import { findServer } from '../programs/find-server.ts';

export interface RedisOptions extends RunContext {
  dir: string;
  password: string;
}

export interface Redis extends Server {
  readonly url: string;
}

/** Starts redis-server. It keeps when users were last seen, and locks of logins, over a restart; a second may be lost. */
export async function startRedis(options: RedisOptions): Promise<Redis> {
  const { path } = await findServer('redis-server', options.log);
  const onLine = (line: string) => options.log('redis', line);
  const launch = path === undefined ? await inContainer(options, onLine) : onMachine(path, options, onLine);
  const server = await startServer(
    {
      name: 'redis',
      launch,
      ready: (port) => converse(port, `AUTH ${options.password}\r\nPING\r\n`, '+PONG'),
      stopWithinMs: 2_000,
      startWithinMs: 15_000,
    },
    options,
  );
  return Object.assign(server, { url: `redis://:${options.password}@${LOOPBACK}:${server.port}` });
}

type Launch = (port: number) => Promise<Child>;

const config = (password: string) => [`requirepass ${password}`, 'save ""', 'appendonly yes', 'daemonize no'];

function onMachine(command: string, options: RedisOptions, onLine: (line: string) => void): Launch {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const conf = join(options.dir, 'redis.conf');
  const lines = [`bind ${LOOPBACK}`, ...config(options.password)];
  writeFileSync(conf, `${lines.join('\n')}\n`, { mode: 0o600 });
  return (port) =>
    startChild({
      command,
      args: [conf, '--port', String(port), '--dir', options.dir],
      stopSignal: 'SIGTERM',
      onLine,
      running: options.running,
    });
}

async function inContainer(options: RedisOptions, onLine: (line: string) => void): Promise<Launch> {
  const { containerLauncher } = await import('../docker/container.ts');
  return containerLauncher({
    image: images.redis,
    port: 6379,
    command: ['redis-server', '/redis.conf'],
    files: [{ content: `${config(options.password).join('\n')}\n`, target: '/redis.conf' }],
    volume: options.durable === false ? undefined : { name: volumeOf(options.dir), target: '/data' },
    readyLog: /Ready to accept connections/,
    onLine,
  });
}
