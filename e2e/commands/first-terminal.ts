import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { repositoryRoot } from '@messenger/stack';

/** How long `npm start` may take, what is restored included. */
const readyWithinMs = 120_000;

/** Where a reader runs `npm start` or `npm run servers` and leaves it, one for each data directory, until Ctrl-C. */
export class FirstTerminal implements AsyncDisposable {
  readonly #env: NodeJS.ProcessEnv;
  readonly #running: ChildProcess[] = [];

  constructor(env: NodeJS.ProcessEnv) {
    this.#env = env;
  }

  /** Runs a line that starts one of them, until it is ready. @throws with what it printed, when it ends before */
  async start(line: string): Promise<void> {
    // A group of its own: Ctrl-C reaches all that runs in a terminal.
    const shell = spawn('sh', ['-c', line], { cwd: repositoryRoot, env: this.#env, detached: true });
    const lines: string[] = [];
    this.#running.push(shell);
    const { promise: ready, resolve } = Promise.withResolvers<boolean>();
    for (const stream of [shell.stdout, shell.stderr]) {
      createInterface({ input: stream }).on('line', (text) => {
        lines.push(text);
        if (/^ready http:\/\/localhost:|servers run$/.test(text)) resolve(true);
      });
    }
    shell.once('close', () => resolve(false));
    const timer = setTimeout(resolve, readyWithinMs, false);
    if (!(await ready)) throw new Error(`${line}\nis not ready; it printed:\n${lines.join('\n')}`);
    clearTimeout(timer);
  }

  /** Ctrl-C in each, the newest first. */
  async stop(): Promise<void> {
    for (const shell of this.#running.splice(0).reverse()) {
      if (shell.exitCode !== null || shell.signalCode !== null) continue;
      const closed = once(shell, 'close');
      process.kill(-shell.pid!, 'SIGINT');
      await closed;
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }
}
