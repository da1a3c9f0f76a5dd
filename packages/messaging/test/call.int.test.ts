import { silentLogger as log } from '@messenger/kit';
import { endpoint, isRefusal, headers as names, notFound, type Refusal, subjects } from '@messenger/proto';
import { atBest, type TestStack, tcpProxy, testStack } from '@messenger/testkit';
import { Type } from '@sinclair/typebox';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import {
  type Bus,
  call,
  callRaw,
  connectBus,
  Disconnected,
  handle,
  NoResponders,
  type RequestContext,
  RequestTimedOut,
  raw,
  type ServeOptions,
  serve,
} from '../src/index.ts';

/** As the gateway asks and projection answers; the names are free, the permissions are theirs. */
const echo = endpoint(
  subjects.query('chats'),
  Type.Object({ text: Type.String({ maxLength: 20 }), waitMs: Type.Optional(Type.Integer()) }),
  Type.Object({ text: Type.String() }),
);
const context = { requestId: 'request-1', timeoutMs: 2_000 };

let stack: TestStack;
let gateway: Bus;
let projection: Bus;
let serving: AsyncDisposableStack;
beforeAll(async () => {
  stack = await testStack();
  gateway = await connectBus({ ...stack.natsFor('gateway'), name: 'gateway', log });
  projection = await connectBus({ ...stack.natsFor('projection'), name: 'projection', log });
});
afterEach(() => serving?.disposeAsync());
afterAll(async () => {
  await gateway[Symbol.asyncDispose]();
  await projection[Symbol.asyncDispose]();
  await stack[Symbol.asyncDispose]();
});

type Handler = Parameters<typeof handle<typeof echo>>[1];
async function answering(handler: Handler, options: Partial<ServeOptions> = {}): Promise<AsyncDisposable> {
  serving = new AsyncDisposableStack();
  const endpoints = [handle(echo, handler)];
  return serving.use(await serve(projection, { name: 'echo', description: 'Echoes.', log, endpoints, ...options }));
}
const ask = (text: string, more: object = {}) => call(gateway, echo, { text, ...more }, context);

test('an answer comes with its value and position; the handler knows who asks', async () => {
  let heard: RequestContext | undefined;
  await answering(async ({ text }, context) => {
    heard = context;
    context.position = '0a1b2c3d.c0-7';
    return { text: text.toUpperCase() };
  });
  const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';
  const answer = await call(gateway, echo, { text: 'hello' }, { ...context, traceparent });
  expect(answer).toEqual({ value: { text: 'HELLO' }, position: '0a1b2c3d.c0-7' });
  expect(heard).toMatchObject({ requestId: 'request-1', traceparent });
});

test('JSON that is text already goes through as it is', async () => {
  await answering(async () => raw('{"text":  "as it is"}'));
  const answer = await callRaw(gateway, echo, { text: 'x' }, context);
  expect(isRefusal(answer) ? '' : Buffer.from(answer.bytes).toString()).toBe('{"text":  "as it is"}');
});

test('a refusal is a value on both sides, and an error to NATS micro', async () => {
  await answering(async () => notFound());
  expect(await ask('x')).toEqual(notFound());
  const reply = await gateway.request(echo.subject, '{"text":"x"}', { timeoutMs: 2_000 });
  expect([reply.headers?.get(names.errorCode), reply.headers?.get(names.error)]).toEqual(['404', 'not_found']);
});

test('nobody there: unavailable at once', async () => {
  const asked = async () => {
    const started = performance.now();
    expect(await ask('x')).toMatchObject({ refused: true, code: 'unavailable' });
    await expect(gateway.request(echo.subject, '{}', { timeoutMs: 5_000 })).rejects.toBeInstanceOf(NoResponders);
    return performance.now() - started;
  };
  expect(await atBest(1_500, asked)).toBeLessThan(1_500);
});

test('no answer in time: unavailable', async () => {
  await answering(async () => {
    await new Promise((resolve) => setTimeout(resolve, 600));
    return { text: 'too late' };
  });
  expect(await call(gateway, echo, { text: 'x' }, { ...context, timeoutMs: 200 })).toMatchObject({
    code: 'unavailable',
  });
  await expect(gateway.request(echo.subject, '{"text":"x"}', { timeoutMs: 200 })).rejects.toBeInstanceOf(
    RequestTimedOut,
  );
});

test('what takes long is waited for as long as there are signs of life, and no longer', async () => {
  const patient = { ...context, timeoutMs: 10_000, silenceMs: 1_000 };
  await answering(async ({ waitMs = 0 }) => {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    return { text: 'at last' };
  });
  expect(await call(gateway, echo, { text: 'x', waitMs: 2_500 }, patient)).toMatchObject({
    value: { text: 'at last' },
  });
  // Nobody is told who does not ask for it, such as another version.
  const plain = await gateway.request(echo.subject, '{"text":"x","waitMs":1200}', { timeoutMs: 5_000 });
  expect(plain.json()).toEqual({ text: 'at last' });
  expect(await call(gateway, echo, { text: 'x', waitMs: 2_500 }, { ...patient, timeoutMs: 600 })).toMatchObject({
    code: 'unavailable',
  });
  await serving.disposeAsync();

  // Who takes a request and dies never says so.
  const dead = projection.nc.subscribe(echo.subject);
  await projection.nc.flush();
  const asked = performance.now();
  expect(await call(gateway, echo, { text: 'x' }, patient)).toMatchObject({ code: 'unavailable' });
  expect(performance.now() - asked).toBeLessThan(patient.timeoutMs);
  dead.unsubscribe();
});

test.each<[string, string | Uint8Array]>([
  ['nothing', ''],
  ['no JSON', '{"text"'],
  ['no UTF-8', new Uint8Array([0xff, 0xfe])],
  ['a missing field', '{}'],
  ['a wrong type', '{"text":7}'],
  ['a text too long', JSON.stringify({ text: 'x'.repeat(21) })],
  ['U+0000', JSON.stringify({ text: '\u0000' })],
  ['a list', '[]'],
])('a request of %s is refused before the handler sees it', async (_, payload) => {
  let called = false;
  await answering(async () => {
    called = true;
    return { text: '' };
  });
  const reply = await gateway.request(echo.subject, payload, { timeoutMs: 2_000 });
  expect(reply.json<Refusal>()).toMatchObject({
    refused: true,
    code: 'validation_failed',
    details: [{ field: expect.any(String) }],
  });
  expect(called).toBe(false);
});

test('an exception is told to the log alone', async () => {
  await answering(async () => {
    throw new Error('select * from secrets');
  });
  const answer = await ask('x');
  expect(answer).toMatchObject({ code: 'internal' });
  expect(JSON.stringify(answer)).not.toContain('secrets');
});

test('an answer larger than NATS takes is an internal error, not silence', async () => {
  await answering(async () => ({ text: 'x'.repeat(2_000_000) }));
  expect(await ask('x')).toMatchObject({ code: 'internal' });
});

test('beyond its bound a service says to come back, and is itself again afterwards', async () => {
  const gate = Promise.withResolvers<void>();
  let inWork = 0;
  await answering(
    async ({ text }) => {
      inWork++;
      await gate.promise;
      inWork--;
      return { text };
    },
    { concurrency: 3 },
  );
  const asked = Array.from({ length: 10 }, (_, i) => ask(String(i)));
  await expect.poll(() => inWork).toBe(3);
  const refused = await Promise.race(asked);
  expect(refused).toMatchObject({ code: 'unavailable', retryAfter: expect.any(Number) });
  gate.resolve();
  const answers = await Promise.all(asked);
  expect(answers.filter((answer) => !isRefusal(answer))).toHaveLength(3);
  expect(await ask('again')).toMatchObject({ value: { text: 'again' } });
});

test('a service that is disposed finishes what it has begun, and takes nothing more', async () => {
  const gate = Promise.withResolvers<void>();
  const entered = Promise.withResolvers<void>();
  const service = await answering(async ({ text }) => {
    entered.resolve();
    if (text === 'begun') await gate.promise;
    return { text };
  });
  const begun = ask('begun');
  await entered.promise;
  let disposed = false;
  const disposing = service[Symbol.asyncDispose]().then(() => {
    disposed = true;
  });
  await expect.poll(() => ask('later')).toMatchObject({ code: 'unavailable' });
  expect(disposed).toBe(false);
  gate.resolve();
  await disposing;
  expect(await begun).toMatchObject({ value: { text: 'begun' } });
});

test('two instances share the work; one going away loses nothing', async () => {
  const counts = [0, 0];
  await answering(async ({ text }) => {
    counts[0]!++;
    return { text };
  });
  await using other = await connectBus({ ...stack.natsFor('projection'), name: 'projection', log });
  const second = await serve(other, {
    name: 'echo',
    description: 'Echoes.',
    log,
    endpoints: [
      handle(echo, async ({ text }) => {
        counts[1]!++;
        return { text };
      }),
    ],
  });
  const asked = Array.from({ length: 200 }, (_, i) => ask(String(i)));
  await Promise.race(asked);
  await second[Symbol.asyncDispose]();
  const answers = await Promise.all(asked);
  expect(answers.filter(isRefusal)).toEqual([]);
  expect(counts[0]! + counts[1]!).toBe(200);
  expect(Math.min(...counts)).toBeGreaterThan(0);
});

test('a request whose connection breaks ends at once; the next one after the reconnect works', async () => {
  const gate = Promise.withResolvers<void>();
  const entered = Promise.withResolvers<void>();
  await answering(async ({ text }) => {
    entered.resolve();
    if (text === 'hold') await gate.promise;
    return { text };
  });
  const target = new URL(stack.natsUrl);
  await using proxy = await tcpProxy({ host: target.hostname, port: Number(target.port) });
  const url = `nats://127.0.0.1:${proxy.port}`;
  await using cut = await connectBus({ ...stack.natsFor('gateway'), url, name: 'cut', log });
  const waiting = cut.request(echo.subject, '{"text":"hold"}', { timeoutMs: 30_000 });
  await entered.promise;
  proxy.cut();
  await expect(waiting).rejects.toBeInstanceOf(Disconnected);
  gate.resolve();
  await expect.poll(() => cut.healthy()).toBe(true);
  expect(await call(cut, echo, { text: 'again' }, context)).toMatchObject({ value: { text: 'again' } });
});

test('a bus that is disposed answers no more requests', async () => {
  const bus = await connectBus({ ...stack.natsFor('gateway'), name: 'short', log });
  await bus[Symbol.asyncDispose]();
  expect(bus.healthy()).toBe(false);
  await expect(bus.request(echo.subject, '{}', { timeoutMs: 1_000 })).rejects.toBeInstanceOf(Disconnected);
});
