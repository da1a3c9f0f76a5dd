import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { natsUsers } from '@messenger/proto';
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
  mkdirSync(options.dir, { recursive: true, mode: 0o700 });
  const conf = join(options.dir, 'nats.conf');
  writeFileSync(conf, natsConfig(natsUsers(options.chatShards ?? 1), options.passwords, options.dir), { mode: 0o600 });
  const command = await findServer('nats-server', options.log);
  const hello = JSON.stringify({ user: 'operator', pass: options.passwords.operator, verbose: false, pedantic: false });

  const server = await startServer(
    {
      name: 'nats',
      command: (port) => ({ command, args: ['-c', conf, '-a', LOOPBACK, '-p', String(port)] }),
      ready: (port) => converse(port, `CONNECT ${hello}\r\nPING\r\n`, 'PONG'),
      // SIGTERM: closes the clients and the files of JetStream. SIGUSR2 would wait for clients to go.
      stopSignal: 'SIGTERM',
      stopWithinMs: 3_000,
      startWithinMs: 60_000,
    },
    options,
  );
  return Object.assign(server, { url: `nats://${LOOPBACK}:${server.port}` });
}
