import type { Log } from '../log.ts';
import { startChild } from '../process/child.ts';
import type { RunningFile } from '../process/running.ts';
import { ownPrograms, type RunNode } from './programs.ts';

export interface Task {
  name: string;
  /** Arguments to Node. */
  args: readonly string[];
  /** By the Node that runs us unless said otherwise. */
  run?: RunNode;
  env: NodeJS.ProcessEnv;
  cwd?: string;
  withinMs: number;
  /** Ends it early. */
  signal?: AbortSignal | undefined;
}

/**
 * Runs a Node program to its end.
 * @throws with its last words if it fails or takes too long; the signal's reason if that ended it
 */
export async function runToEnd(task: Task, log: Log, running?: RunningFile): Promise<void> {
  task.signal?.throwIfAborted();
  const child = await startChild({
    ...(task.run ?? ownPrograms.run)(task.args),
    env: task.env,
    stopSignal: 'SIGTERM',
    onLine: (line) => log(task.name, line),
    running,
    ...(task.cwd && { cwd: task.cwd }),
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    void child.stop(1_000);
  }, task.withinMs);
  const abort = () => void child.stop(1_000);
  task.signal?.addEventListener('abort', abort);
  const exit = await child.ended;
  clearTimeout(timer);
  task.signal?.removeEventListener('abort', abort);
  task.signal?.throwIfAborted();
  if (exit.code === 0) return;
  const how = late ? `took longer than ${task.withinMs} ms` : `ended with ${exit.signal ?? `code ${exit.code}`}`;
  throw new Error(`${task.name} ${how}. Its last words:\n${child.tail.join('\n')}`);
}
