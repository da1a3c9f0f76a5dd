import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { type NatsLogin, repositoryRoot } from '@messenger/stack';
import { nodeEnv } from './node-env.ts';

export type CommandEnd = { code: number | null; stdout: string; stderr: string };

/** The operator's command line, as a process that knows nothing but the given environment. */
export async function messenger(args: readonly string[], env: Record<string, string> = {}): Promise<CommandEnd> {
  const child = spawn(process.execPath, [join(repositoryRoot, 'packages/cli/src/main.ts'), ...args], {
    env: { ...nodeEnv, DATA_DIR: '/nonexistent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
  });
  const closed = once(child, 'close');
  const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
  await closed;
  return { code: child.exitCode, stdout, stderr };
}

/** How the command gets into a stack's servers, as its operator. */
export function operatorEnv(stack: { natsFor(user: 'operator'): NatsLogin; databaseUrl?: string | undefined }) {
  const { url, user, password } = stack.natsFor('operator');
  return {
    NATS_URL: url,
    NATS_USER: user,
    NATS_PASSWORD: password,
    ...(stack.databaseUrl === undefined ? {} : { DATABASE_URL: stack.databaseUrl }),
  };
}
