import { newId, silentLogger } from '@messenger/kit';
import { type TestStack, testStack } from '@messenger/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Bus, connectBus, sharePartitions } from '../src/index.ts';

const partitions = 64;
let stack: TestStack;
beforeAll(async () => {
  stack = await testStack();
});
afterAll(() => stack[Symbol.asyncDispose]());

type Instance = AsyncDisposable & { bus: Bus; owned: () => number[] };

async function instance(group: string): Promise<Instance> {
  const bus = await connectBus({ ...stack.natsFor('operator'), name: 'test', log: silentLogger });
  let owned: number[] = [];
  const share = await sharePartitions(bus, {
    group,
    instanceId: newId(),
    partitions,
    log: silentLogger,
    beatMs: 100,
    onOwned: (mine) => {
      owned = [...mine];
    },
  });
  return {
    bus,
    owned: () => owned,
    async [Symbol.asyncDispose]() {
      await share[Symbol.asyncDispose]();
      await bus[Symbol.asyncDispose]();
    },
  };
}

const all = Array.from({ length: partitions }, (_, partition) => partition);
/** Each partition is owned by exactly one of them. */
const shared = (...instances: Instance[]) =>
  expect.poll(() => instances.flatMap((each) => each.owned()).sort((a, b) => a - b), { interval: 20 }).toEqual(all);

test('one has all; each that comes takes a share, and gives it back when it goes', async () => {
  await using first = await instance('coming');
  await shared(first);
  const second = await instance('coming');
  const third = await instance('coming');
  await shared(first, second, third);
  for (const each of [first, second, third]) expect(each.owned().length).toBeGreaterThan(5);
  const kept = new Set(first.owned());
  await third[Symbol.asyncDispose]();
  await shared(first, second);
  expect([...kept].every((partition) => first.owned().includes(partition))).toBe(true);
  await second[Symbol.asyncDispose]();
  await shared(first);
});

test('who falls silent without a word is replaced; who was only cut off is in again', async () => {
  await using first = await instance('silent');
  await using second = await instance('silent');
  await shared(first, second);
  await second.bus.nc.close();
  await shared(first);
  await using third = await instance('silent');
  await shared(first, third);
  await stack.nats.kill();
  await stack.nats.start();
  await expect.poll(() => first.bus.healthy() && third.bus.healthy()).toBe(true);
  await shared(first, third);
});

test('groups do not meddle with each other', async () => {
  await using here = await instance('here');
  await using there = await instance('there');
  await Promise.all([shared(here), shared(there)]);
});
