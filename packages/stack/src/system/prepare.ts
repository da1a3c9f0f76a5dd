import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Log } from '../log.ts';
import type { Stack } from '../start-stack.ts';
import { runToEnd } from './run-to-end.ts';
import { natsEnv, plainEnv } from './service-env.ts';

/** The streams of the log, and the tables of every service that has some. Harmless where they are there already. */
export async function prepareStorage(
  root: string,
  stack: Stack,
  env: NodeJS.ProcessEnv,
  log: Log,
  signal?: AbortSignal,
): Promise<void> {
  const operator = { ...plainEnv(env), ...natsEnv(stack.natsFor('operator')) };
  const run = (name: string, args: readonly string[], extra: NodeJS.ProcessEnv = {}) =>
    runToEnd({ name, args, env: { ...operator, ...extra }, withinMs: 60_000, signal }, log, stack.running);

  const migrations = ['auth', 'projection']
    .map((service) => ({ service, path: join(root, 'services', service, 'src/migrate.ts') }))
    .filter(({ path }) => existsSync(path));
  await Promise.all([
    run('provision', [join(root, 'packages/cli/src/main.ts'), 'provision']),
    ...migrations.map(({ service, path }) =>
      run(`migrate ${service}`, [path], stack.databaseUrl ? { DATABASE_URL: stack.databaseUrl } : {}),
    ),
  ]);
}
