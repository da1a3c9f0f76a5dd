import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { type ServiceDefinition, type ServicesOptions, startServices } from '../src/index.ts';
import { startTimeOf } from '../src/process/identity.ts';
import { startService } from '../src/system/service.ts';
import { until } from './helpers.ts';

const dummy: ServiceDefinition = {
  name: 'inner',
  user: 'chat-command',
  entry: join(import.meta.dirname, 'fixtures/dummy-service.ts'),
  postgres: false,
  redis: false,
  public: false,
  stopWithinMs: 2_000,
};

function options(more: Partial<ServicesOptions> = {}): ServicesOptions & { lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    definitions: [dummy, { ...dummy, name: 'door', public: true }],
    stack: {
      natsFor: (user) => ({ url: 'nats://x', user, password: 'x' }),
      databaseUrl: 'x',
      redisUrl: 'x',
      mediaSecret: 'x',
      mediaDir: '/x',
    },
    host: '127.0.0.1',
    ports: [1, 2],
    webDist: '/web',
    env: { PATH: process.env.PATH },
    log: (source, line) => lines.push(`${source} ${line}`),
    readyWithinMs: 10_000,
    ...more,
  };
}

test('each service runs as often as asked for, and stops with the door first', async () => {
  const given = options({ instances: { inner: 2 } });
  const services = await startServices(given);
  expect(services.all.map((service) => service.name)).toEqual(['inner', 'inner-2', 'door', 'door-2']);
  const pids = services.all.map((service) => service.pid!);
  expect(new Set(pids).size).toBe(4);
  await services[Symbol.asyncDispose]();
  expect(pids.map(startTimeOf)).toEqual([undefined, undefined, undefined, undefined]);
  const stops = given.lines.filter((line) => line.includes('stopping')).map((line) => line.split(/[ -]/)[0]);
  expect(stops).toEqual(['door', 'door', 'inner', 'inner']);
});

test('a killed service comes back by itself; a stopped one only when it is started', async () => {
  await using services = await startServices(options());
  const inner = services.get('inner');
  const first = inner.pid!;
  await inner.kill();
  await until(() => inner.pid !== undefined && inner.pid !== first, 5_000);
  await inner.untilReady(5_000);
  expect(inner.restarts).toBe(1);

  await inner.stop();
  expect(inner.pid).toBeUndefined();
  await inner.start();
  await inner.untilReady(5_000);
});

test('a door whose port another process has is said to be that, at once', async () => {
  const stranger = createServer().listen(0, '127.0.0.1');
  await once(stranger, 'listening');
  const { port } = stranger.address() as AddressInfo;
  const given = options({ ports: [port], env: { PATH: process.env.PATH, OPENS_DOOR: 'yes' }, readyWithinMs: 60_000 });
  await expect(startServices(given)).rejects.toThrow(`Port ${port} is taken by another process`);
  stranger.close();
});

test('a service that cannot start is tried again, not at once, and its last words are told', async () => {
  const lines: string[] = [];
  const broken = await startService({
    name: 'broken',
    entry: dummy.entry,
    env: { PATH: process.env.PATH, BROKEN: 'yes' },
    stopWithinMs: 2_000,
    log: (source, line) => lines.push(`${source} ${line}`),
  });
  const delays = () => lines.flatMap((line) => /broken ended .* (\d+) ms/.exec(line)?.[1] ?? []).map(Number);
  await until(() => delays().length >= 2, 30_000);
  for (const delay of delays()) expect(delay).toBeGreaterThanOrEqual(100);
  await expect(broken.untilReady(1)).rejects.toThrow('broken on purpose');
  await broken.stop();
});

test('a start that is given up leaves nothing behind', async () => {
  const stop = new AbortController();
  const given = options({ env: { PATH: process.env.PATH, BROKEN: 'yes' }, signal: stop.signal });
  const starting = startServices(given);
  stop.abort(new Error('enough'));
  await expect(starting).rejects.toThrow();
});
