import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { identify } from './identity.ts';
import { reapAfterUs, reaped } from './reaper.ts';
import type { RunningFile } from './running.ts';

export interface ChildOptions {
  command: string;
  args: readonly string[];
  env?: NodeJS.ProcessEnv;
  cwd?: string;
  /** What asks it to stop. */
  stopSignal: NodeJS.Signals;
  onLine: (line: string) => void;
  /** Where it is written down for the next start, should nothing be left to end it. */
  running?: RunningFile | undefined;
}

/** How a child process ended. */
export interface Exit {
  code: number | null;
  signal: NodeJS.Signals | null;
}

/** A running child process: out of reach of the terminal's Ctrl-C, and ended by the reaper should this process die. */
export interface Child {
  readonly pid: number;
  /** Settles when it has ended and its output was read. */
  readonly ended: Promise<Exit>;
  readonly alive: boolean;
  /** The last lines it wrote, for error messages. */
  readonly tail: readonly string[];
  kill(signal: NodeJS.Signals): void;
  /** Asks it to stop; kills it if it has not ended after so many milliseconds. */
  stop(withinMs: number): Promise<void>;
}

const TAIL_LINES = 20;

/**
 * Starts a process in a session of its own, so that signals reach it from us alone and in our order.
 * @throws if the command cannot be run
 */
export async function startChild(options: ChildOptions): Promise<Child> {
  const process = spawn(options.command, options.args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    ...(options.env && { env: options.env }),
    ...(options.cwd && { cwd: options.cwd }),
  });
  const tail: string[] = [];
  for (const stream of [process.stdout, process.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      tail.push(line);
      if (tail.length > TAIL_LINES) tail.shift();
      options.onLine(line);
    });
  }
  const ended = endOf(process);
  const pid = process.pid ?? 0;
  if (pid > 0) reapAfterUs(pid, options.stopSignal);
  await once(process, 'spawn');
  const identity = identify(pid);
  if (identity) options.running?.add({ ...identity, signal: options.stopSignal });

  let alive = true;
  void ended.then(() => {
    alive = false;
    reaped(pid);
    options.running?.remove(pid);
  });
  return {
    pid,
    ended,
    tail,
    get alive() {
      return alive;
    },
    kill: (signal) => void process.kill(signal),
    async stop(withinMs) {
      process.kill(options.stopSignal);
      const timeout = new AbortController();
      const late = sleep(withinMs, true, { signal: timeout.signal }).catch(() => false);
      if (await Promise.race([ended.then(() => false), late])) process.kill('SIGKILL');
      timeout.abort();
      await ended;
    },
  };
}

function endOf(process: ChildProcess): Promise<Exit> {
  return new Promise((resolve) => {
    let exit: Exit | undefined;
    const finish = () => resolve(exit ?? { code: process.exitCode, signal: process.signalCode });
    process.once('exit', (code, signal) => {
      exit = { code, signal };
      // A grandchild may hold the pipes open for longer than anybody wants to wait.
      setTimeout(finish, 500).unref();
    });
    process.once('close', finish);
    process.once('error', finish);
  });
}
