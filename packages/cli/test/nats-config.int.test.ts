import { spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { passwordVariable } from '@messenger/messaging';
import { freePort, natsUserNames } from '@messenger/stack';
import { messenger } from '@messenger/testkit';
import { connect } from 'nats';
import { expect, test } from 'vitest';

test('a server takes the printed configuration, with the passwords of its environment and nobody else’s rights', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'messenger-nats-config-'));
  await using held = new AsyncDisposableStack();
  held.defer(() => rm(dir, { recursive: true, force: true }));
  const monitor = await freePort();
  const where = ['--store-dir', join(dir, 'data'), '--monitor-port', String(monitor)];
  const printed = await messenger(['nats-config', ...where, '--max-file-store', '16GB', '--no-sync']);
  expect(printed.code).toBe(0);
  const file = join(dir, 'nats.conf');
  await writeFile(file, printed.stdout);
  const passwords = Object.fromEntries(natsUserNames.map((user) => [passwordVariable(user), `secret-of-${user}`]));
  const port = await freePort();
  const server = spawn('nats-server', ['-c', file, '-a', '127.0.0.1', '-p', String(port)], {
    env: { ...process.env, ...passwords },
    stdio: 'ignore',
  });
  held.defer(() => void server.kill('SIGKILL'));

  const servers = `127.0.0.1:${port}`;
  const login = (user: string, pass: string) =>
    connect({ servers, user, pass, waitOnFirstConnect: true, reconnectTimeWait: 100, maxReconnectAttempts: 100 });
  const operator = held.adopt(await login('operator', 'secret-of-operator'), (nc) => nc.close());
  expect(operator.info?.jetstream).toBe(true);
  const figures = await fetch(`http://127.0.0.1:${monitor}/jsz`);
  expect(await figures.json()).toMatchObject({ config: { max_storage: 16 * 2 ** 30 } });
  await expect(connect({ servers, user: 'operator', pass: 'guess' })).rejects.toThrow(/Authorization/i);

  const gateway = held.adopt(await login('gateway', 'secret-of-gateway'), (nc) => nc.close());
  gateway.publish('evt.chat.1.not-for-a-gateway');
  for await (const status of gateway.status()) {
    if (status.type !== 'error') continue;
    expect(status.data).toBe('PERMISSIONS_VIOLATION');
    break;
  }
});
