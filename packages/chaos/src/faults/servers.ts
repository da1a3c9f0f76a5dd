import type { Fault } from '../schedule/faults.ts';
import type { Inject } from './world.ts';

const names = { 'kill-nats': 'nats', 'kill-postgres': 'postgres', 'kill-redis': 'redis' } as const;

/** kill -9 of a server, which comes back on its port and data after a while; of a cluster's the next in turn. */
export const killServer: Inject<Extract<Fault, { kind: keyof typeof names }>> = async ({ chaos }, fault, wait) => {
  const server = chaos.system.stack.servers[names[fault.kind]];
  if (!server) throw new Error(`${names[fault.kind]} was not started here`);
  await inTurn(server, async () => {
    const victim = 'nodes' in server ? nextOf(server.nodes) : server;
    await victim.kill('SIGKILL');
    await wait(fault.forMs);
    await victim.start();
  });
};

function nextOf<T>(nodes: readonly T[]): T {
  const turn = kills.get(nodes) ?? 0;
  kills.set(nodes, turn + 1);
  return nodes[turn % nodes.length]!;
}

const kills = new WeakMap<object, number>();

/** One fault of a server after the other: it is not killed before it is back. */
export async function inTurn(server: object, work: () => Promise<void>): Promise<void> {
  const turn = turns.get(server)?.catch(() => undefined);
  const mine = (async () => {
    await turn;
    await work();
  })();
  turns.set(server, mine);
  await mine;
}

const turns = new WeakMap<object, Promise<void>>();
