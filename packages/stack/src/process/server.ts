import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import type { Child } from './child.ts';
import { freePort } from './free-port.ts';
import { restartPauses } from './restart-pauses.ts';
import type { RunningFile } from './running.ts';

/** How to run one kind of server. */
export interface ServerSpec {
  name: string;
  /** Starts it on a port of the loopback interface. */
  launch(port: number): Promise<Child>;
  /** Whether the server on this port answers as ours. */
  ready(port: number): Promise<boolean>;
  stopWithinMs: number;
  startWithinMs: number;
}

/** A server that was started, and can be stopped, killed and started again on the same port and data. */
export interface Server extends AsyncDisposable {
  readonly port: number;
  readonly pid: number | undefined;
  start(): Promise<void>;
  /** In good order; killed if that takes too long. */
  stop(): Promise<void>;
  /** Sends a signal, SIGKILL by default, and settles when the process has ended. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

export interface RunContext {
  log: Log;
  /** False where nothing needs to survive a power cut: in tests. It survives a kill all the same. */
  durable?: boolean;
  /** Whether it is started again when it dies unasked. */
  restart?: boolean;
  running?: RunningFile | undefined;
}

const TRIES = 10;
const PORT_TAKEN = /already (in use|allocated)|pre-existing shared memory/i;

/**
 * Starts a server on a free port of the loopback interface.
 * @throws with the last lines of its output if it does not become ready in time
 */
export async function startServer(spec: ServerSpec, context: RunContext): Promise<Server> {
  let child: Child | undefined;
  let port = await freePort();
  let wanted = true;

  const attempt = async (): Promise<'ready' | 'taken'> => {
    try {
      child = await spec.launch(port);
    } catch (error) {
      if (PORT_TAKEN.test((error as Error).message)) return 'taken';
      throw error;
    }
    const deadline = Date.now() + spec.startWithinMs;
    while (child.alive && Date.now() < deadline) {
      // Asked while the child lives: a stranger on the same port does not know our password.
      if (await spec.ready(port)) return 'ready';
      await sleep(30);
    }
    const tail = child.tail.join('\n');
    if (!child.alive && PORT_TAKEN.test(tail)) return 'taken';
    await child.stop(1_000);
    throw new Error(`${spec.name} did not become ready. Its last words:\n${tail}`);
  };

  const start = async (mayMove: boolean) => {
    if (child?.alive) return;
    for (let tries = 1; ; tries++) {
      if ((await attempt()) === 'ready') return;
      if (tries === TRIES) throw new Error(`${spec.name}: port ${port} stays in use by another process.`);
      await sleep(100 * tries + Math.random() * 100);
      if (mayMove) port = await freePort();
    }
  };

  const watch = (own: Child, pause = restartPauses()) => {
    void own.ended.then(async (exit) => {
      if (!wanted) return;
      context.log('stack', `${spec.name} ended with ${exit.signal ?? `code ${exit.code}`}; starting it again`);
      await sleep(pause());
      if (!wanted) return;
      await start(false).catch((error) => context.log('stack', error.message));
      if (child) watch(child, child.alive ? restartPauses() : pause);
    });
  };

  await start(true);
  if (context.restart && child) watch(child);
  const stop = async () => {
    wanted = false;
    await child?.stop(spec.stopWithinMs);
  };
  return {
    get port() {
      return port;
    },
    get pid() {
      return child?.alive ? child.pid : undefined;
    },
    async start() {
      await start(false);
      wanted = true;
      if (context.restart && child) watch(child);
    },
    stop,
    async kill(signal = 'SIGKILL') {
      wanted = false;
      child?.kill(signal);
      await child?.ended;
    },
    [Symbol.asyncDispose]: stop,
  };
}
