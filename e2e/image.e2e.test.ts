import { execFile } from 'node:child_process';
import { readFileSync, readlinkSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import { freePort, imagePrograms } from '@messenger/stack';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type WholeSystem, wholeSystem } from './system.ts';

const tree = process.env.IMAGE_TREE ?? '';

/** Made and mounted by `deploy/build-without-docker.sh --test`. */
describe.skipIf(tree === '')('the image', () => {
  let whole: WholeSystem;
  beforeAll(async () => {
    whole = await wholeSystem();
  });
  afterAll(() => whole?.[Symbol.asyncDispose]());

  /** Runs its Node as its services are run. */
  const run = (args: string[], env: NodeJS.ProcessEnv = {}) =>
    new Promise<{ failed: boolean; said: string }>((resolve) => {
      const command = imagePrograms(tree).run(args);
      execFile(
        command.command,
        command.args,
        { env: { PATH: process.env.PATH, ...env }, timeout: 20_000 },
        (error, stdout, stderr) => resolve({ failed: error !== null, said: stdout + stderr }),
      );
    });

  test('runs every service as a user without rights, in a tree that nobody writes to', async () => {
    expect(whole.system.services.all).toHaveLength(6);
    for (const { name, pid } of whole.system.services.all) {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      expect(/^Uid:\t(.*)$/m.exec(status)?.[1], name).toBe('1000\t1000\t1000\t1000');
      expect(/^CapEff:\t(.*)$/m.exec(status)?.[1], name).toBe('0000000000000000');
      expect(readlinkSync(`/proc/${pid}/root`), name).toBe(realpathSync(tree));
    }
    const written = await run(['-e', "require('node:fs').writeFileSync('/app/written', '')"]);
    expect(written).toMatchObject({ failed: true, said: expect.stringMatching(/EROFS/) });
  });

  test('tells by its health check whether a service serves', async () => {
    const check = (port: string) => run(['/app/deploy/healthcheck.mjs'], { HEALTH_PORT: port });
    for (const { name, healthUrl } of whole.system.services.all) {
      expect(await check(new URL(healthUrl).port), name).toEqual({ failed: false, said: '' });
    }
    expect((await check(String(await freePort()))).failed).toBe(true);
  });

  test('starts nothing with the secrets of the example, nor without limits', async () => {
    const start = (service: string, env: NodeJS.ProcessEnv) =>
      run([join('/app/services', service, 'src/main.ts')], { NODE_ENV: 'production', NATS_URL: 'nats://nats', ...env });
    const example = { NATS_PASSWORD: 'generated', REDIS_URL: 'redis://:generated@redis:6379' };
    expect(await start('delivery', example)).toMatchObject({
      failed: true,
      said: expect.stringMatching(/NATS_PASSWORD has no secret.*REDIS_URL has no secret/),
    });
    expect(await start('gateway', { RATE_LIMITS: 'off', NATS_PASSWORD: 'Q7tz9w' })).toMatchObject({
      failed: true,
      said: expect.stringMatching(/RATE_LIMITS must not be off in production/),
    });
  });
});
