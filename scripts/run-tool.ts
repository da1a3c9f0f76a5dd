import { spawn } from 'node:child_process';
import { reapAfterUs, repositoryRoot } from '../packages/stack/src/index.ts';

const KILL_AFTER_MS = 10_000;

/** Runs a program in the repository with our output. Settles with its exit code; it ends with us, or at the signal. */
export function runTool(
  command: string,
  args: readonly string[],
  signal: AbortSignal,
  env = process.env,
): Promise<number> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve(1);
    const child = spawn(command, args, { cwd: repositoryRoot, env, stdio: 'inherit' });
    if (child.pid !== undefined) reapAfterUs(child.pid, 'SIGTERM');
    let killing: NodeJS.Timeout | undefined;
    const end = () => {
      child.kill('SIGTERM');
      killing = setTimeout(() => child.kill('SIGKILL'), KILL_AFTER_MS);
    };
    signal.addEventListener('abort', end);
    child.once('error', reject);
    child.once('exit', (code) => {
      clearTimeout(killing);
      signal.removeEventListener('abort', end);
      resolve(code ?? 1);
    });
  });
}
