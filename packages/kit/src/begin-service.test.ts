import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { expect, onTestFinished, test } from 'vitest';

const healthcheck = join(import.meta.dirname, '../../../deploy/healthcheck.mjs');

/** A service that does this once it has begun; tells where its health is, and how it ended. */
async function begun(then: string) {
  const code = `
    import { beginService } from '${new URL('begin-service.ts', import.meta.url)}';
    import { serviceConfig } from '${new URL('service-config.ts', import.meta.url)}';
    await using service = await beginService('any', serviceConfig('any'), process.env);
    const working = setInterval(() => {}, 1_000);
    ${then}
    clearInterval(working);`;
  const env = { PATH: process.env.PATH, NATS_URL: 'nats://nowhere', NATS_PASSWORD: 'none', LOG_LEVEL: 'silent' };
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const ended = once(child, 'exit');
  const [port] = await once(createInterface({ input: child.stdout }), 'line');
  const ask = async (path: string) => {
    const answer = await fetch(`http://127.0.0.1:${port}${path}`);
    return [answer.status, await answer.json()];
  };
  /** How its container's health check ends. */
  const checked = async () => {
    const check = spawn(process.execPath, [healthcheck], { env: { HEALTH_PORT: port }, stdio: 'ignore' });
    return (await once(check, 'exit'))[0];
  };
  return { child, ended, ask, checked };
}

test('who waits for its servers is alive and not ready, and ends at a signal', async () => {
  const { child, ended, ask, checked } = await begun('console.log(service.healthPort); await new Promise(() => {});');
  expect(await ask('/health')).toEqual([200, { status: 'not serving' }]);
  expect(await ask('/ready')).toEqual([503, { status: 'not ready', failing: ['serving'] }]);
  expect(await checked()).toBe(1);
  child.kill('SIGTERM');
  expect(await ended).toEqual([0, null]);
});

test('who serves is ready until it is told to end, and then has the time that it takes', async () => {
  const { child, ended, ask, checked } = await begun(`
    service.serves({ nats: () => true });
    console.log(service.healthPort);
    await service.stopped;
    const port = service.healthPort;
    const { status } = await fetch('http://127.0.0.1:' + port + '/ready');
    process.exitCode = status === 503 ? 7 : 1;`);
  expect(await ask('/health')).toEqual([200, { status: 'ok' }]);
  expect(await ask('/ready')).toEqual([200, { status: 'ready', failing: [] }]);
  expect(await checked()).toBe(0);
  child.kill('SIGTERM');
  expect(await ended).toEqual([7, null]);
});
