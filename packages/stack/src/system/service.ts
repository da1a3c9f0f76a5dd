import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from '../log.ts';
import { inBackground, stepBack } from '../process/background.ts';
import { type Child, startChild } from '../process/child.ts';
import { freePort, LOOPBACK, PortTaken } from '../process/free-port.ts';
import { restartPauses } from '../process/restart-pauses.ts';
import type { RunningFile } from '../process/running.ts';
import { ownPrograms, type RunNode } from './programs.ts';

export interface ServiceOptions {
  /** Unique among the running ones; prefixes its log. */
  name: string;
  /** Absolute path of its main module. */
  entry: string;
  /** By the Node that runs us unless said otherwise. */
  run?: RunNode | undefined;
  env: NodeJS.ProcessEnv;
  background?: boolean | undefined;
  /** Where it listens for everybody, and nowhere else: while another process does, there is nothing to wait for. */
  port?: number | undefined;
  stopWithinMs: number;
  log: Log;
  running?: RunningFile | undefined;
}

/** One service as an OS process that is started again when it dies. */
export interface Service {
  readonly name: string;
  /** Of the process that runs now. */
  readonly pid: number | undefined;
  /** Where /health, /ready and /metrics are; another one after each start. */
  readonly healthUrl: string;
  /** How often it was started again after it died. */
  readonly restarts: number;
  /** The last lines it wrote, also before it was started again. */
  readonly tail: readonly string[];
  /** Starts it if it does not run. */
  start(): Promise<void>;
  /** Stops it in good order; it stays stopped until `start`. */
  stop(): Promise<void>;
  /** Sends a signal, SIGKILL by default, and settles when the process is gone. The supervisor starts another. */
  kill(signal?: NodeJS.Signals): Promise<void>;
  /**
   * Settles when /ready answers 200; rejects when that takes too long, with the signal's reason, or as PortTaken when its
   * port is.
   */
  untilReady(withinMs: number, signal?: AbortSignal): Promise<void>;
}

const TAIL_LINES = 30;
const STABLE_AFTER_MS = 20_000;

/** Starts and supervises a service. */
export async function startService(options: ServiceOptions): Promise<Service> {
  const { name, log, run = ownPrograms.run } = options;
  let child: Child | undefined;
  const tail: string[] = [];
  let healthPort = 0;
  let restarts = 0;
  let pause = restartPauses();
  let stopped = new AbortController();

  const launch = async (signal: AbortSignal): Promise<void> => {
    healthPort = await freePort();
    if (signal.aborted) return;
    const startedAt = Date.now();
    const command = run([options.entry]);
    const own = await startChild({
      ...(options.background ? inBackground(command) : command),
      env: { ...options.env, HEALTH_PORT: String(healthPort) },
      stopSignal: 'SIGTERM',
      onLine(line) {
        tail.push(line);
        if (tail.length > TAIL_LINES) tail.shift();
        log(name, line);
      },
      running: options.running,
    });
    child = own;
    if (options.background) stepBack(own.pid);
    void own.ended.then(async (exit) => {
      if (Date.now() - startedAt > STABLE_AFTER_MS) pause = restartPauses();
      const delay = Math.round(pause());
      if (signal.aborted) return;
      log('supervisor', `${name} ended with ${exit.signal ?? `code ${exit.code}`}; next start in ${delay} ms`);
      await sleep(delay, undefined, { signal }).catch(() => {});
      if (signal.aborted) return;
      restarts++;
      launching = launch(signal).catch((error) => log('supervisor', `${name} cannot be started: ${error.message}`));
    });
  };

  let launching = launch(stopped.signal);
  await launching;
  return {
    name,
    get pid() {
      return child?.alive ? child.pid : undefined;
    },
    get healthUrl() {
      return `http://${LOOPBACK}:${healthPort}`;
    },
    get restarts() {
      return restarts;
    },
    tail,
    async start() {
      if (!stopped.signal.aborted) return;
      stopped = new AbortController();
      pause = restartPauses();
      launching = launch(stopped.signal);
      await launching;
    },
    async stop() {
      stopped.abort();
      await launching;
      await child?.stop(options.stopWithinMs);
    },
    async kill(signal = 'SIGKILL') {
      const victim = child;
      victim?.kill(signal);
      await victim?.ended;
    },
    async untilReady(withinMs, signal) {
      const deadline = Date.now() + withinMs;
      while (!(await isReady(`http://${LOOPBACK}:${healthPort}/ready`))) {
        if (options.port !== undefined && tail.some(saysTaken(options.port))) throw new PortTaken(options.port);
        if (Date.now() > deadline) {
          throw new Error(`${name} was not ready within ${withinMs} ms. Its last words:\n${tail.join('\n')}`);
        }
        await sleep(50, undefined, signal && { signal });
      }
    },
  };
}

/** As Node says it of a port, which may be the beginning of another's number. */
const saysTaken = (port: number) => (line: string) => new RegExp(`EADDRINUSE.*:${port}\\b`).test(line);

async function isReady(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(2_000) });
    await response.body?.cancel();
    return response.ok;
  } catch {
    return false;
  }
}
