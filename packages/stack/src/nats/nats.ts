import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { natsUsers } from '@messenger/proto';
import { images } from '../docker/images.ts';
import { volumeOf } from '../docker/volume.ts';
import { type Child, startChild } from '../process/child.ts';
import { converse } from '../process/converse.ts';
import { LOOPBACK } from '../process/free-port.ts';
import { type RunContext, type Server, startServer } from '../process/server.ts';
import { findServer } from '../programs/find-server.ts';
import { natsConfig } from './config.ts';

export interface NatsOptions extends RunContext {
  dir: string;
  /** By user name; one for every user there is. */
  passwords: Readonly<Record<string, string>>;
  /** As in CHAT_SHARDS; permissions name the streams. */
  chatShards?: number;
}

export const natsUserNames: readonly string[] = Object.keys(natsUsers(1));

export interface Nats extends Server {
  readonly url: string;
}

/** Starts nats-server with JetStream on file in `dir`, and for each service a user with its permissions. */
export async function startNats(options: NatsOptions): Promise<Nats> {
  const { path } = await findServer('nats-server', options.log);
  const onLine = (line: string) => options.log('nats', line);
  const users = natsUsers(options.chatShards ?? 1);
  const launch =
    path === undefined ? await inContainer(options, users, onLine) : onMachine(path, options, users, onLine);
  const hello = JSON.stringify({ user: 'operator', pass: options.passwords.operator, verbose: false, pedantic: false });
  const server = await startServer(
    {
      name: 'nats',
      launch,
      ready: (port) => converse(port, `CONNECT ${hello}\r\nPING\r\n`, 'PONG'),
      stopWithinMs: 3_000,
      startWithinMs: 60_000,
    },
    options,
  );
  return Object.assign(server, { url: `nats://${LOOPBACK}:${server.port}` });
}

type Users = ReturnType<typeof natsUsers>;
type Launch = (port: number) => Promise<Child>;

function onMachine(command: string, options: NatsOptions, users: Users, onLine: (line: string) => void): Launch {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const conf = join(options.dir, 'nats.conf');
  writeFileSync(conf, natsConfig(users, options.passwords, options.dir), { mode: 0o600 });
  return (port) =>
    startChild({
      command,
      args: ['-c', conf, '-a', LOOPBACK, '-p', String(port)],
      // Closes the clients and the files of JetStream. SIGUSR2 would wait for clients to go.
      stopSignal: 'SIGTERM',
      onLine,
      running: options.running,
    });
}

async function inContainer(options: NatsOptions, users: Users, onLine: (line: string) => void): Promise<Launch> {
  const { containerLauncher } = await import('../docker/container.ts');
  return containerLauncher({
    image: images.nats,
    port: 4222,
    command: ['-c', '/nats.conf'],
    files: [{ content: natsConfig(users, options.passwords, '/data'), target: '/nats.conf' }],
    volume: options.durable === false ? undefined : { name: volumeOf(options.dir), target: '/data' },
    readyLog: /Server is ready/,
    onLine,
  });
}
