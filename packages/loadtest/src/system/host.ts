/**
 * A process of its own that runs the whole product until its parent lets go, so that its cost can be told apart. Its
 * parent says how many of each service run, and whatever it says later is answered with where each follower is.
 */
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, type System, startSystem } from '@messenger/stack';
import { messenger, operatorEnv } from '@messenger/testkit';
import type { Deployment } from './launch.ts';

const ended = new Promise<void>((resolve) => {
  process.once('disconnect', resolve);
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
});
const [{ gateways, instances, dataDir: given }] = (await once(process, 'message')) as [Deployment];
const dataDir = given ?? (await mkdtemp(join(tmpdir(), 'messenger-load-')));
try {
  await using system = await startSystem({
    dataDir,
    log: () => undefined,
    ports: await Promise.all(Array.from({ length: gateways }, () => freePort())),
    instances,
    env: { ...process.env, RATE_LIMITS: 'off', BCRYPT_COST: '4', LOG_LEVEL: process.env.LOG_LEVEL ?? 'warn' },
  });
  process.on('message', () => void positionsOf(system).then((positions) => process.send?.(positions)));
  process.send?.({ urls: system.urls });
  await ended;
} finally {
  if (!given) await rm(dataDir, { recursive: true, force: true });
}

/** Where each follower of the log is, as the operator's command says; nothing where that cannot be told just then. */
async function positionsOf({ stack }: System): Promise<object> {
  const { code, stdout } = await messenger(['positions', '--json'], operatorEnv(stack));
  return { followers: code === 0 ? JSON.parse(stdout).followers : [] };
}
