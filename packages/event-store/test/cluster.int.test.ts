import { silentLogger as log, newId } from '@messenger/kit';
import { connectBus } from '@messenger/messaging';
import { buckets, directoryStream, streamSpecs, subjects } from '@messenger/proto';
import { type TestStack, testStack } from '@messenger/testkit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openEventStore, provision, UnsafeReplication } from '../src/index.ts';

// Three servers on one machine.
vi.setConfig({ testTimeout: 180_000, hookTimeout: 180_000 });

let stack: TestStack;
let bus: Awaited<ReturnType<typeof connectBus>>;
let tooOld: boolean;
beforeAll(async () => {
  stack = await testStack({ natsNodes: 3 });
  bus = await connectBus({ ...stack.natsFor('operator'), name: 'operator', log });
  const [major = 0, minor = 0] = (bus.nc.info?.version ?? '').split('.').map(Number);
  tooOld = major < 2 || (major === 2 && minor < 12);
});
afterAll(async () => {
  await bus[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

test('a server that would lose writes is asked for no copies, and where there are some no service starts', async ({
  skip,
}) => {
  skip(!tooOld, 'nats-server is too new');
  await expect(provision(bus, { chatShards: 1, replicas: 3, log })).rejects.toThrow(/2\.12 or newer/);

  // As an operator leaves it who goes back to an older release of the server.
  await provision(bus, { chatShards: 1, log });
  const { streams } = await bus.nc.jetstreamManager();
  await streams.update(directoryStream, { num_replicas: 3 });
  // Who makes sure that everything is there, and says nothing of copies, takes none away.
  await provision(bus, { chatShards: 1, log });
  expect((await streams.info(directoryStream)).config.num_replicas).toBe(3);
  await using service = await connectBus({ ...stack.natsFor('media'), name: 'media', log });
  const opened = openEventStore(service, { log });
  await expect(opened).rejects.toBeInstanceOf(UnsafeReplication);
  await expect(opened).rejects.toThrow(/3 replicas need nats-server 2\.12 or newer; this is 2\./);
});

test('streams and buckets grow to three copies, and an append outlives the server that took it', async ({ skip }) => {
  skip(tooOld, 'nats-server is older than 2.12');
  await provision(bus, { chatShards: 1, log });
  await provision(bus, { chatShards: 1, replicas: 3, log });
  const { streams } = await bus.nc.jetstreamManager();
  const names = [...streamSpecs(1), ...Object.values(buckets).map(({ name }) => ({ name: `KV_${name}` }))];
  for (const { name } of names) expect((await streams.info(name)).config.num_replicas, name).toBe(3);

  const store = await openEventStore(bus, { log });
  const current = async () => {
    const { cluster } = await streams.info(directoryStream);
    return cluster?.replicas?.filter((replica) => replica.current).length;
  };
  await expect.poll(current, { timeout: 20_000 }).toBe(2);
  const subject = subjects.userEvents(newId());
  const seq = await store.append({ subject, expected: 0, payload: 'kept' });
  const leader = Number((await streams.info(directoryStream)).cluster?.leader?.at(-1)) - 1;
  await stack.nats.nodes[leader]!.kill();
  await expect
    .poll(() => store.last(directoryStream, subject).catch(() => undefined), { timeout: 20_000 })
    .toMatchObject({ seq });
});
