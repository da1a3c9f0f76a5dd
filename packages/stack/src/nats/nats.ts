import { mkdirSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { literalPasswords, type NatsConfigOptions, type NatsNode, natsConfig } from '@messenger/messaging';
import { natsUsers } from '@messenger/proto';
import { images } from '../docker/images.ts';
import { volumeOf } from '../docker/volume.ts';
import { type Child, startChild } from '../process/child.ts';
import { converse } from '../process/converse.ts';
import { LOOPBACK } from '../process/free-port.ts';
import { type RunContext, type Server, startServer } from '../process/server.ts';
import { findServer, ProgramMissing } from '../programs/find-server.ts';

export interface NatsOptions extends RunContext {
  dir: string;
  /** By user name; one for every user there is. */
  passwords: Readonly<Record<string, string>>;
  /** As in CHAT_SHARDS; permissions name the streams. */
  chatShards?: number;
  /** With it the server is one of a cluster. */
  node?: NatsNode;
  /** Syncs its disk before each acknowledgement; known to servers from 2.10 on. */
  syncAlways?: boolean;
}

export const natsUserNames: readonly string[] = Object.keys(natsUsers(1));

export interface Nats extends Server {
  /** Of a cluster all its servers', by comma. */
  readonly url: string;
  /** The servers it consists of, each for itself. */
  readonly nodes: readonly Server[];
}

/** Starts nats-server with JetStream on file in `dir`, and for each service a user with its permissions. */
export async function startNats(options: NatsOptions): Promise<Nats> {
  const { path } = await findServer('nats-server', options.log);
  const name = options.node?.name ?? 'nats';
  const onLine = (line: string) => options.log(name, line);
  const users = natsUsers(options.chatShards ?? 1);
  const launch =
    path === undefined ? await inContainer(options, users, onLine) : onMachine(path, options, users, onLine);
  const hello = JSON.stringify({ user: 'operator', pass: options.passwords.operator, verbose: false, pedantic: false });
  const server = await startServer(
    {
      name,
      launch,
      ready: (port) => converse(port, `CONNECT ${hello}\r\nPING\r\n`, 'PONG'),
      stopWithinMs: 3_000,
      startWithinMs: 60_000,
    },
    options,
  );
  return Object.assign(server, { url: `nats://${LOOPBACK}:${server.port}`, nodes: [server] });
}

type Users = ReturnType<typeof natsUsers>;
type Launch = (port: number) => Promise<Child>;

/** Beside us on two cores, more threads than one mostly wait for each other. */
const scheduling = availableParallelism() > 2 ? {} : { GOMAXPROCS: '1' };

function onMachine(command: string, options: NatsOptions, users: Users, onLine: (line: string) => void): Launch {
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const conf = join(options.dir, 'nats.conf');
  writeFileSync(conf, configOf(options, users, options.dir), { mode: 0o600 });
  return (port) =>
    startChild({
      command,
      args: ['-c', conf, '-a', LOOPBACK, '-p', String(port)],
      env: { ...scheduling, ...process.env },
      // Closes the clients and the files of JetStream. SIGUSR2 would wait for clients to go.
      stopSignal: 'SIGTERM',
      onLine,
      running: options.running,
    });
}

function configOf({ passwords, node, syncAlways = false }: NatsOptions, users: Users, storeDir: string): string {
  const config: NatsConfigOptions = { storeDir, syncAlways, ...(node && { cluster: node }) };
  return natsConfig(users, literalPasswords(passwords), config);
}

async function inContainer(options: NatsOptions, users: Users, onLine: (line: string) => void): Promise<Launch> {
  if (options.node) throw new ProgramMissing('A cluster needs nats-server on PATH.');
  const { containerLauncher } = await import('../docker/container.ts');
  return containerLauncher({
    image: images.nats,
    port: 4222,
    command: ['-c', '/nats.conf'],
    files: [{ content: configOf(options, users, '/data'), target: '/nats.conf' }],
    volume: options.durable === false ? undefined : { name: volumeOf(options.dir), target: '/data' },
    readyLog: /Server is ready/,
    onLine,
  });
}
