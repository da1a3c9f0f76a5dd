import { type ChildProcess, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { identify } from './identity.ts';

const main = fileURLToPath(new URL('./reaper-main.ts', import.meta.url));

let reaper: ChildProcess | undefined;

/**
 * Sees to it that a child process does not outlive this one, even if this one is killed with SIGKILL.
 * @param pid the child's
 * @param signal what asks it to stop
 */
export function reapAfterUs(pid: number, signal: NodeJS.Signals): void {
  const identity = identify(pid);
  if (identity) tell(`+ ${signal} ${identity.pid} ${identity.startedAt}`);
}

/** The child ended: nothing to do any more. */
export function reaped(pid: number): void {
  tell(`- ${pid}`);
}

function tell(line: string): void {
  reaper ??= startReaper();
  reaper.stdin?.write(`${line}\n`);
}

function startReaper(): ChildProcess {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', main], {
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
    cwd: '/',
    env: {},
  });
  // It must keep neither this process alive nor bring it down when its end of the pipe is gone.
  child.unref();
  child.on('error', () => {});
  child.stdin?.on('error', () => {});
  if (child.stdin && 'unref' in child.stdin) (child.stdin as unknown as { unref(): void }).unref();
  return child;
}
