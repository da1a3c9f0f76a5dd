import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { provision } from '@messenger/event-store';
import { silentLogger as log, newId } from '@messenger/kit';
import { call, connectBus } from '@messenger/messaging';
import { authEndpoints, subjects } from '@messenger/proto';
import { type TestStack, testStack } from '@messenger/testkit';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { migrate } from '../src/migrate.ts';
import { client, codeOf, password } from './auth-service.ts';

let stack: TestStack;
beforeAll(async () => {
  stack = await testStack({ postgres: true, redis: true });
  await using operator = await connectBus({ ...stack.natsFor('operator'), name: 'operator', log });
  await provision(operator, { chatShards: 1, log });
});
afterAll(() => stack[Symbol.asyncDispose]());

test('five migrations at once, and one more', async () => {
  await Promise.all(Array.from({ length: 5 }, () => migrate(stack.databaseUrl)));
  await migrate(stack.databaseUrl);
});

test('the process becomes ready, answers, keeps secrets out of its log, and stops by itself at SIGTERM', async () => {
  const nats = stack.natsFor('auth');
  const child = spawn(process.execPath, [join(import.meta.dirname, '../src/main.ts')], {
    env: {
      NATS_URL: nats.url,
      NATS_USER: nats.user,
      NATS_PASSWORD: nats.password,
      DATABASE_URL: stack.databaseUrl,
      REDIS_URL: stack.redisUrl,
      BCRYPT_COST: '4',
      LOG_LEVEL: 'trace',
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const exited = once(child, 'exit');
  const lines: string[] = [];
  const ready = new Promise<{ healthPort: number }>((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      lines.push(line);
      const entry = JSON.parse(line);
      if (entry.msg === 'ready') resolve(entry);
    });
    void exited.then(() => reject(new Error(lines.join('\n'))));
  });
  const { healthPort } = await ready;
  expect((await fetch(`http://127.0.0.1:${healthPort}/ready`)).status).toBe(200);

  await using gateway = await connectBus({ ...stack.natsFor('gateway'), name: 'gateway', log });
  const ask = { requestId: newId() };
  const made = await call(
    gateway,
    authEndpoints.register,
    { userId: newId(), username: 'ann', password, ...client },
    ask,
  );
  expect(codeOf(made)).toBe('ok');
  const wrong = { username: 'ann', password: 'Wrong1Password', ...client };
  expect(codeOf(await call(gateway, authEndpoints.login, wrong, ask))).toBe('unauthenticated');
  const many = Array.from({ length: 80 }, (_, i) =>
    call(gateway, authEndpoints.register, { userId: newId(), username: `of_a_crowd_${i}`, password, ...client }, ask),
  );
  expect(new Set((await Promise.all(many)).map(codeOf))).toEqual(new Set(['ok']));
  const text = await (await fetch(`http://127.0.0.1:${healthPort}/metrics`)).text();
  expect(text).toMatch(/auth_registrations_total\{outcome="ok"\} 81/);
  expect(text).toMatch(/auth_password_work 0/);

  child.kill('SIGTERM');
  expect(await exited).toEqual([0, null]);
  const said = lines.join('\n');
  for (const secret of [password, 'Wrong1Password', nats.password, '$2b$']) expect(said).not.toContain(secret);
});

test.each([
  ['the events of a chat', () => subjects.chatEvents(newId())],
  ['the events of a pair of contacts', () => subjects.contactEvents(newId())],
  ['receipts', () => subjects.receipts(newId())],
  ['commands to chats', () => subjects.chatCommand(newId())],
])('the NATS user of auth may not publish to %s', async (_, subject) => {
  await using bus = await connectBus({ ...stack.natsFor('auth'), name: 'auth', log });
  const refused = new Promise<string>((resolve) => {
    void (async () => {
      for await (const status of bus.nc.status()) if (status.type === 'error') resolve(String(status.data));
    })();
  });
  bus.publish(subject(), '{}');
  expect(await refused).toMatch(/permission/i);
});
