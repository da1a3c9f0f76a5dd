import { createWriteStream, mkdirSync, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { freePort, type ServersSeen, type Stack, type System, startSystem } from '@messenger/stack';
import { type TcpProxy, tcpProxy } from '@messenger/testkit';
import { type LineName, services } from '../schedule/faults.ts';

/** The whole product, twice of each service, with a line that can be broken before each server. */
export interface ChaosSystem extends AsyncDisposable {
  readonly system: System;
  /** One to each server that the name stands for. */
  readonly lines: ReadonlyMap<LineName, readonly TcpProxy[]>;
  /** Where each process' log lies. */
  readonly logDir: string;
}

/**
 * @param dir where data and logs go; absolute
 * @param natsNodes servers of NATS, each with a copy of the whole log
 */
export async function startChaosSystem(dir: string, natsNodes: number): Promise<ChaosSystem> {
  const logDir = join(dir, 'logs');
  mkdirSync(logDir, { recursive: true });
  const files = new Map<string, WriteStream>();
  const lines = new Map<LineName, TcpProxy[]>();
  await using held = new AsyncDisposableStack();
  held.defer(() => {
    for (const file of files.values()) file.end();
  });
  const between = async (stack: Stack): Promise<ServersSeen> => {
    const through = async (name: LineName, url: string | undefined): Promise<string> => {
      const targets = (url ?? '').split(',').map((server) => new URL(server));
      const found: TcpProxy[] = [];
      for (const target of targets) {
        const line = held.use(await tcpProxy({ host: target.hostname, port: Number(target.port) }));
        found.push(line);
        target.port = String(line.port);
      }
      lines.set(name, found);
      return targets.map(({ href }) => href.replace(/\/$/, '')).join(',');
    };
    const nats = new Map<string, string>();
    for (const name of services) nats.set(name, await through(`nats:${name}`, stack.natsUrl));
    const [databaseUrl, redisUrl] = [
      await through('postgres', stack.databaseUrl),
      await through('redis', stack.redisUrl),
    ];
    return {
      ...{ databaseUrl, redisUrl, mediaSecret: stack.mediaSecret, mediaDir: stack.mediaDir },
      natsFor: (user) => ({ ...stack.natsFor(user), url: nats.get(user) ?? stack.natsFor(user).url }),
    };
  };
  const system = held.use(
    await startSystem({
      dataDir: join(dir, 'data'),
      durable: false,
      natsNodes,
      ports: [await freePort(), await freePort()],
      instances: Object.fromEntries(services.map((name) => [name, 2])),
      between,
      log(source, line) {
        const file = files.get(source) ?? createWriteStream(join(logDir, `${source.replaceAll(/\W/g, '-')}.log`));
        files.set(source, file);
        file.write(`${line}\n`);
      },
      env: { ...process.env, REPLICAS: String(natsNodes), RATE_LIMITS: 'off', BCRYPT_COST: '4', LOG_LEVEL: 'info' },
    }),
  );
  const owned = held.move();
  return { system, lines, logDir, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** Lines to the gateways, one connection after the other to another gateway: there is no stickiness. */
export function lineToGateways(urls: readonly string[], first: number): Promise<TcpProxy> {
  let next = first;
  return tcpProxy(() => {
    const { port } = new URL(urls[next++ % urls.length]!);
    return { host: '127.0.0.1', port: Number(port) };
  });
}
