import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort, repositoryRoot } from '@messenger/stack';
import { nodeEnv } from './node-env.ts';

/** A service as an OS process of the test's own, without a supervisor. */
export type RunningService = AsyncDisposable & {
  readonly pid: number;
  readonly healthUrl: string;
  kill(signal?: NodeJS.Signals): Promise<void>;
};

const readyWithinMs = 20_000;

/** Starts `services/<name>` with only the given environment and waits until it is ready. */
export async function runService(name: string, env: Record<string, string>): Promise<RunningService> {
  const port = await freePort();
  const child = spawn(process.execPath, [join(repositoryRoot, 'services', name, 'src/main.ts')], {
    env: { ...nodeEnv, ...env, HEALTH_PORT: String(port), LOG_LEVEL: 'warn' },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const kill = async (signal: NodeJS.Signals = 'SIGKILL') => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  const healthUrl = `http://127.0.0.1:${port}`;
  try {
    await untilReady(child, name, `${healthUrl}/ready`);
  } catch (error) {
    await kill();
    throw error;
  }
  return { pid: child.pid!, healthUrl, kill, [Symbol.asyncDispose]: () => kill('SIGTERM') };
}

async function untilReady(child: ChildProcess, name: string, url: string): Promise<void> {
  const deadline = performance.now() + readyWithinMs;
  while (performance.now() < deadline) {
    if (child.exitCode !== null) throw new Error(`${name} ended with ${child.exitCode}`);
    if (
      await fetch(url).then(
        (answer) => answer.ok,
        () => false,
      )
    )
      return;
    await sleep(50);
  }
  throw new Error(`${name} is not ready after ${readyWithinMs} ms`);
}

/** Makes the tables of the read model, as is done before the projection starts. */
export const migrateReadModel = (databaseUrl: string): Promise<void> => migrateService('projection', databaseUrl);

/** Makes the tables of a service, as is done before it starts. */
export async function migrateService(name: string, databaseUrl: string): Promise<void> {
  const migrate = join(repositoryRoot, 'services', name, 'src/migrate.ts');
  await promisify(execFile)(process.execPath, [migrate], {
    env: { ...nodeEnv, DATABASE_URL: databaseUrl, LOG_LEVEL: 'error' },
  });
}
