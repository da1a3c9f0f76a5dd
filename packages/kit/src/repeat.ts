import type { Logger } from './logger.ts';
import { backoff, sleep } from './time.ts';

export type RepeatOptions = {
  name: string;
  everyMs: number;
  log: Logger;
  /** Stops early when the signal aborts. */
  run: (signal: AbortSignal) => Promise<void>;
};

export type Repeated = AsyncDisposable & {
  /** Runs again now rather than at the next turn; while it backs off after a failure, nothing changes. */
  soon(): void;
};

/** Runs a task again and again, with jitter, backing off while it fails. Disposing waits for the run in progress. */
export function repeat({ name, everyMs, log, run }: RepeatOptions): Repeated {
  const stop = new AbortController();
  let wake = new AbortController();
  const delays = () => backoff({ minMs: 500, maxMs: 15_000 });

  const loop = async () => {
    let nextDelay = delays();
    while (!stop.signal.aborted) {
      wake = new AbortController();
      try {
        await run(stop.signal);
        nextDelay = delays();
        await sleep(everyMs * (0.75 + Math.random() / 2), AbortSignal.any([stop.signal, wake.signal]));
      } catch (error) {
        if (stop.signal.aborted) return;
        log.warn({ err: error }, `${name} failed, will be tried again`);
        await sleep(nextDelay(), stop.signal);
      }
    }
  };
  const ended = loop();
  return {
    soon: () => wake.abort(),
    async [Symbol.asyncDispose]() {
      stop.abort();
      await ended;
    },
  };
}
