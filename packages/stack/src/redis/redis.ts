import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const conf = join(options.dir, 'redis.conf');
  const lines = [`bind ${LOOPBACK}`, `requirepass ${options.password}`, 'save ""', 'appendonly yes', 'daemonize no'];
  writeFileSync(conf, `${lines.join('\n')}\n`, { mode: 0o600 });
  const command = await findServer('redis-server', options.log);

  const server = await startServer(
    {
      name: 'redis',
      command: (port) => ({ command, args: [conf, '--port', String(port), '--dir', options.dir] }),
      ready: (port) => converse(port, `AUTH ${options.password}\r\nPING\r\n`, '+PONG'),
      stopSignal: 'SIGTERM',
      stopWithinMs: 2_000,
      startWithinMs: 15_000,
    },
    options,
  );
  return Object.assign(server, { url: `redis://:${options.password}@${LOOPBACK}:${server.port}` });
}
