import { fork } from 'node:child_process';
import { once } from 'node:events';
import { silentLogger, sleep } from '@messenger/kit';
import { buckets } from '@messenger/proto';
import { type TestStack, testStack } from '@messenger/testkit';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Bus, connectBus, holdLease } from '../src/index.ts';

let stack: TestStack;
let bus: Bus;
beforeAll(async () => {
  stack = await testStack();
  bus = await connectBus({ ...stack.natsFor('projection'), name: 'test', log: silentLogger });
  await using operator = await connectBus({ ...stack.natsFor('operator'), name: 'test', log: silentLogger });
  await operator.nc.jetstream().views.kv(buckets.leases.name);
});
afterAll(async () => {
  await bus[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

type Span = { holder: string; epoch: number; from: number; to: number };

/** Holds the lease until told to stop, noting when it did. */
function holder(name: string, instanceId: string, spans: Span[], ttlMs = 2_000, over = bus) {
  return holdLease(over, {
    name,
    instanceId,
    ttlMs,
    log: silentLogger,
    async run(signal, epoch) {
      const span = { holder: instanceId, epoch, from: performance.now(), to: Number.POSITIVE_INFINITY };
      spans.push(span);
      if (!signal.aborted) await once(signal, 'abort');
      span.to = performance.now();
    },
  });
}

function expectNoOverlap(spans: Span[]) {
  for (const [i, span] of spans.entries()) {
    const next = spans[i + 1];
    if (!next) return;
    expect(span.to).toBeLessThanOrEqual(next.from);
    expect(span.epoch).toBeLessThan(next.epoch);
  }
}

test('one of several holds the lease; given back, another has it within a second, with a greater epoch', async () => {
  const spans: Span[] = [];
  const took: number[] = [];
  const holders = new Map(['a', 'b', 'c', 'd'].map((id) => [id, holder('hand-over', id, spans)]));
  for (let round = 1; round <= 4; round++) {
    await vi.waitFor(() => expect(spans).toHaveLength(round), { timeout: 20_000, interval: 5 });
    const current = spans.at(-1)!;
    await holders.get(current.holder)![Symbol.asyncDispose]();
    const given = performance.now();
    if (round === 4) break;
    await vi.waitFor(() => expect(spans).toHaveLength(round + 1), { timeout: 20_000, interval: 5 });
    took.push(performance.now() - given);
  }
  // One that nothing disturbed.
  expect(Math.min(...took)).toBeLessThan(1_000);
  expectNoOverlap(spans);
});

test('a holder keeps its lease for many lease times', async () => {
  const spans: Span[] = [];
  await using _a = holder('kept', 'a', spans);
  await vi.waitFor(() => expect(spans).toHaveLength(1), 20_000);
  await using _b = holder('kept', 'b', spans);
  await sleep(10_000);
  expect(spans).toHaveLength(1);
});

test('work that fails is tried again, and never runs beside itself', async () => {
  const epochs: number[] = [];
  let running = 0;
  await using _lease = holdLease(bus, {
    name: 'failing',
    instanceId: 'a',
    log: silentLogger,
    async run(_signal, epoch) {
      expect(++running).toBe(1);
      epochs.push(epoch);
      await sleep(10);
      running--;
      throw new Error('it failed');
    },
  });
  await vi.waitFor(() => expect(epochs.length).toBeGreaterThanOrEqual(3), 20_000);
  expect(epochs).toEqual([...new Set(epochs)].sort((a, b) => a - b));
});

test('after kill -9 of its holder the lease is taken over in under 10 s', async () => {
  const login = stack.natsFor('projection');
  const child = fork(new URL('./lease-holder.ts', import.meta.url), {
    env: { ...process.env, NATS_URL: login.url, NATS_USER: login.user, NATS_PASSWORD: login.password, LEASE: 'killed' },
  });
  const [first] = (await once(child, 'message')) as [number];
  const spans: Span[] = [];
  await using _next = holder('killed', 'b', spans, 5_000);
  await sleep(2_000);
  expect(spans).toEqual([]);
  child.kill('SIGKILL');
  const killed = performance.now();
  await vi.waitFor(() => expect(spans).toHaveLength(1), { timeout: 20_000 });
  expect(performance.now() - killed).toBeLessThan(10_000);
  expect(spans[0]!.epoch).toBeGreaterThan(first);
});

test('a holder that cannot renew stops before another takes over, and competes again', async () => {
  const spans: Span[] = [];
  await using cut = await connectBus({ ...stack.natsFor('chat-command'), name: 'cut', log: silentLogger });
  await using _a = holder('cut', 'a', spans, 2_000, cut);
  await vi.waitFor(() => expect(spans).toHaveLength(1), 20_000);
  await using _b = holder('cut', 'b', spans);
  await cut.nc.close();
  await vi.waitFor(() => expect(spans).toHaveLength(2), 20_000);
  expect(spans.map((s) => s.holder)).toEqual(['a', 'b']);
  expectNoOverlap(spans);
});

test('the server restarting: nobody overlaps, and somebody holds it again', async () => {
  const spans: Span[] = [];
  await using _a = holder('restart', 'a', spans);
  await using _b = holder('restart', 'b', spans);
  await vi.waitFor(() => expect(spans).toHaveLength(1), 20_000);
  await stack.nats.kill();
  await sleep(2_500);
  expect(spans[0]!.to).toBeLessThan(Number.POSITIVE_INFINITY);
  await stack.nats.start();
  await vi.waitFor(() => expect(spans.length).toBeGreaterThanOrEqual(2), { timeout: 20_000 });
  expectNoOverlap(spans);
});
