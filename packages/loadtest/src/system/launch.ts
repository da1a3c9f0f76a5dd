import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { repositoryRoot } from '@messenger/stack';

/** A server under load: its own process, so that what it costs can be told from what the load costs. */
export type Target = AsyncDisposable & {
  /** Of its first door. */
  readonly url: string;
  readonly urls: readonly string[];
  readonly pid: number;
};

/**
 * How many gateways, and how many of each other service where it is not one; `dataDir`: what is stored already, in place
 * of a folder of its own that is removed again.
 */
export type Deployment = { gateways: number; instances: Record<string, number>; dataDir?: string };

/** What Node has compiled is kept, as `npm start` does: reading TypeScript anew takes time and memory. */
const compiled = { NODE_COMPILE_CACHE: join(repositoryRoot, '.cache/node') };
/** Whole systems take a while: the web client is built, servers are made. */
const readyWithinMs = 180_000;
const stopWithinMs = 20_000;

/** Starts a module that is told something, says `{urls}` to its parent once it serves, and ends when its parent lets go. */
export async function launch(module: URL, message: object): Promise<Target> {
  const child = fork(module, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...compiled, ...process.env } });
  child.send(message);
  const urls = await urlsOf(child).catch(async (error) => {
    await end(child);
    throw error;
  });
  return { url: urls[0]!, urls, pid: child.pid!, [Symbol.asyncDispose]: () => end(child) };
}

async function urlsOf(child: ChildProcess): Promise<string[]> {
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`it ended with ${code}`)));
  const late = sleep(readyWithinMs, undefined, { ref: false }).then(() => Promise.reject(new Error('it is not ready')));
  const [{ urls }] = (await Promise.race([once(child, 'message'), ended, late])) as [{ urls: string[] }];
  ended.catch(() => undefined);
  return urls;
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const exited = once(child, 'exit');
  if (child.connected) child.disconnect();
  const timer = setTimeout(() => child.kill('SIGKILL'), stopWithinMs);
  await exited;
  clearTimeout(timer);
}
