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
  /** How far behind the slowest follower of its log is; undefined when one is missing just then. The bare server has none. */
  lag(): Promise<Lag | undefined>;
};

/** In events, and as the age of the first of them. */
export type Lag = { events: number; seconds: number };

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
const answerWithinMs = 60_000;

/** Starts a module that is told something, says `{urls}` to its parent once it serves, and ends when its parent lets go. */
export async function launch(module: URL, message: object): Promise<Target> {
  const child = fork(module, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...compiled, ...process.env } });
  child.send(message);
  const urls = await urlsOf(child).catch(async (error) => {
    await end(child);
    throw error;
  });
  return {
    url: urls[0]!,
    urls,
    pid: child.pid!,
    lag: () => lagOf(child),
    [Symbol.asyncDispose]: () => end(child),
  };
}

type Follower = { lagEvents: number; lagSeconds: number };

async function lagOf(child: ChildProcess): Promise<Lag | undefined> {
  child.send({ ask: 'followers' });
  const answered = once(child, 'message', { signal: AbortSignal.timeout(answerWithinMs) });
  const [{ followers }] = (await answered) as [{ followers: Follower[] }];
  if (followers.length === 0) return undefined;
  return {
    events: Math.max(...followers.map(({ lagEvents }) => lagEvents)),
    seconds: Math.max(...followers.map(({ lagSeconds }) => lagSeconds)),
  };
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
