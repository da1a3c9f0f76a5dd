import { once } from 'node:events';
import { type AddressInfo, connect } from 'node:net';
import { Readable } from 'node:stream';
import { silentLogger } from '@messenger/kit';
import { startOf } from '@messenger/proto';
import { expect, test } from 'vitest';
import { Limits } from '../limits/limits.ts';
import { operationRoutes } from '../routes/operations.ts';
import { buildServer } from './build-server.ts';
import type { TrustedProxies } from './trusted-proxies.ts';

const shape = { generation: 'g', chatShards: 1 };

const serverOf = (trustProxy: TrustedProxies) =>
  buildServer({
    shape,
    withinLog: async () => startOf(shape),
    webDist: undefined,
    trustProxy,
    limits: new Limits([], undefined),
    maxEventLoopDelayMs: 0,
    log: silentLogger,
  });

test('who takes nothing of an answer is cut off after a while, and who takes it slowly is not', async () => {
  await using held = new AsyncDisposableStack();
  const app = await serverOf(false);
  held.defer(() => app.close());
  let ended = 0;
  app.get('/much', async (_request, reply) => {
    const much = Readable.from(Array(512).fill(Buffer.alloc(64 * 1024)));
    much.once('close', () => ended++);
    return reply.send(much);
  });
  await app.listen({ host: '127.0.0.1', port: 0 });
  const { timeout } = app.server;
  expect(timeout).toBeGreaterThan(60_000);
  app.server.setTimeout(timeout / 300);

  const client = async () => {
    const socket = connect({ host: '127.0.0.1', port: (app.server.address() as AddressInfo).port });
    held.defer(() => void socket.destroy());
    socket.on('error', () => undefined).write('GET /much HTTP/1.1\r\nHost: x\r\n\r\n');
    await once(socket, 'readable');
    return socket;
  };
  await client();
  await expect.poll(() => ended).toBe(1);

  const slow = await client();
  const sip = setInterval(() => slow.read(slow.readableLength), 20);
  held.defer(() => clearInterval(sip));
  await new Promise((resolve) => setTimeout(resolve, timeout / 100));
  expect(slow.destroyed).toBe(false);
});

test('what fails is named to who asks this instance itself, and not to who comes through the edge', async () => {
  await using held = new AsyncDisposableStack();
  const app = await serverOf(['loopback']);
  held.defer(() => app.close());
  await app.register(operationRoutes, { checks: { nats: () => false } });
  const ask = async (headers: Record<string, string>) => {
    const answer = await app.inject({ url: '/ready', headers });
    return [answer.statusCode, answer.json()];
  };
  expect(await ask({})).toEqual([503, { status: 'not ready', failing: ['nats'] }]);
  expect(await ask({ 'x-forwarded-for': '203.0.113.7' })).toEqual([503, { status: 'not ready', failing: [] }]);
});

test('metrics are for who asks this instance itself, and not for who comes through the edge', async () => {
  await using held = new AsyncDisposableStack();
  const app = await serverOf(['loopback']);
  held.defer(() => app.close());
  await app.register(operationRoutes, { checks: {} });
  const statusOf = async (headers: Record<string, string>, url = '/metrics') =>
    (await app.inject({ url, headers })).statusCode;
  expect(await statusOf({})).toBe(200);
  expect(await statusOf({ 'x-forwarded-for': '203.0.113.7' })).toBe(404);
  expect(await statusOf({ 'x-forwarded-for': '203.0.113.7' }, '/health')).toBe(200);
});
