import { join } from 'node:path';
import { freePort, LOOPBACK } from '../process/free-port.ts';
import { type Nats, type NatsOptions, startNats } from './nats.ts';

export interface NatsClusterOptions extends Omit<NatsOptions, 'node'> {
  /** How many servers. */
  size: number;
}

/**
 * Starts the servers of a cluster, each on a directory of its own in `dir`. They answer when it settles; who leads,
 * they may still be at odds about. What is done to the whole is done to each.
 */
export async function startNatsCluster({ size, dir, ...options }: NatsClusterOptions): Promise<Nats> {
  const names = Array.from({ length: size }, (_, i) => `nats-${i + 1}`);
  const peers = await Promise.all(names.map(async () => `${LOOPBACK}:${await freePort()}`));
  const password = options.passwords.operator ?? '';
  await using held = new AsyncDisposableStack();
  const starts = await Promise.allSettled(
    names.map(async (name, i) =>
      held.use(
        await startNats({ ...options, dir: join(dir, name), node: { name, listen: peers[i]!, peers, password } }),
      ),
    ),
  );
  const nodes = starts.map((start) => {
    if (start.status === 'rejected') throw start.reason;
    return start.value;
  });
  held.move();
  const each = async (act: (node: Nats) => Promise<void>) => void (await Promise.all(nodes.map(act)));
  const stop = () => each((node) => node.stop());
  return {
    nodes,
    url: nodes.map(({ url }) => url).join(','),
    get port() {
      return nodes[0]!.port;
    },
    get pid() {
      return nodes.find(({ pid }) => pid)?.pid;
    },
    start: () => each((node) => node.start()),
    stop,
    kill: (signal) => each((node) => node.kill(signal)),
    [Symbol.asyncDispose]: stop,
  };
}
