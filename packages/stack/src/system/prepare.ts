import { join } from 'node:path';
import type { Log } from '../log.ts';
import { imageStoreOf, type Stack } from '../start-stack.ts';
import type { Programs } from './programs.ts';
import { runToEnd } from './run-to-end.ts';
import { natsEnv, plainEnv } from './service-env.ts';

const minuteMs = 60_000;
/** However much there is to be brought in. */
const archiveMs = 24 * 60 * minuteMs;

/** On a machine that has much else to do, the service that steps back for all others takes minutes. */
const readyMs = 4 * minuteMs;

/** How long services may take to be ready, in ms: the read model is once it has all that was brought into the log. */
export const readyWithin = ({ IMPORT, RESTORE }: NodeJS.ProcessEnv): number =>
  IMPORT || RESTORE ? archiveMs : readyMs;

/**
 * The streams of the log, with what IMPORT names brought into them, and the tables of every service that has some.
 * Harmless where they are there already. What RESTORE names is brought into them then, as of RESTORE_UNTIL if it says
 * positions: they have to be empty.
 */
export async function prepareStorage(
  { root, run: runNode }: Programs,
  stack: Stack,
  env: NodeJS.ProcessEnv,
  log: Log,
  signal?: AbortSignal,
): Promise<void> {
  const operator = { ...plainEnv(env), ...natsEnv(stack.natsFor('operator')) };
  const run = (name: string, args: readonly string[], extra: NodeJS.ProcessEnv = {}, withinMs = minuteMs) =>
    runToEnd({ name, args, run: runNode, env: { ...operator, ...extra }, withinMs, signal }, log, stack.running);
  const database = stack.databaseUrl ? { DATABASE_URL: stack.databaseUrl } : {};
  const messenger = (command: string, args: readonly string[], extra: NodeJS.ProcessEnv, withinMs: number) =>
    run(command, [join(root, 'packages/cli/src/main.ts'), command, ...args], extra, withinMs);
  const fillLog = async () => {
    await messenger('provision', [], {}, minuteMs);
    if (env.IMPORT) await messenger('import', [env.IMPORT], {}, archiveMs);
  };

  const migrate = (service: string) =>
    run(`migrate ${service}`, [join(root, 'services', service, 'src/migrate.ts')], database);
  await Promise.all([fillLog(), ...['auth', 'projection', 'media'].map(migrate)]);
  if (!env.RESTORE) return;
  const until = (env.RESTORE_UNTIL ?? '').split(',').filter(Boolean);
  const args = [env.RESTORE, ...until.flatMap((position) => ['--until', position])];
  await messenger('restore', args, { ...database, ...imageStoreOf(env, stack.mediaDir) }, archiveMs);
}
