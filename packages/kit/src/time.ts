import { setTimeout as delay } from 'node:timers/promises';

/** Waits; resolves early, without an error, when the signal aborts. */
export async function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await delay(ms, undefined, signal ? { signal } : {});
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}

/** Resolves when the signal aborts, at once if it has. */
export function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

/**
 * Waits of many at once, which can all be ended, and end when it is disposed of. With thousands of them `sleep` with one signal takes long:
 * who listens to a signal is looked for among all who do.
 */
export class Pauses implements Disposable {
  readonly #under = new Set<() => void>();
  #isOver = false;

  /** Whether it is disposed of: then nothing waits any more. */
  get isOver(): boolean {
    return this.#isOver;
  }

  async after(ms: number): Promise<void> {
    if (this.#isOver) return;
    const { promise, resolve } = Promise.withResolvers<void>();
    const timer = setTimeout(resolve, ms);
    this.#under.add(resolve);
    await promise;
    clearTimeout(timer);
    this.#under.delete(resolve);
  }

  /** Whoever waits now goes on. */
  endAll(): void {
    for (const end of this.#under) end();
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    this.endAll();
  }
}

/**
 * Delays in ms, each drawn at random between `minMs / 2` and a ceiling that doubles from `minMs` to `maxMs`: exponential
 * back-off with jitter. The "full jitter" of https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/
 * draws from 0; here a delay has a floor, so that none is next to nothing.
 */
export function backoff({ minMs = 50, maxMs = 5_000 } = {}): () => number {
  let ceiling = minMs;
  return () => {
    const wait = minMs / 2 + Math.random() * (ceiling - minMs / 2);
    ceiling = Math.min(maxMs, ceiling * 2);
    return wait;
  };
}

/** Something had no answer in its time; the message says what and how long. */
export class TimedOut extends Error {
  override name = 'TimedOut';
}

/** The promise, or TimedOut after `ms`. The work itself goes on: give it a signal where it can be stopped. */
export async function within<T>(ms: number, work: Promise<T>, what: string): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimedOut(`${what}: no answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

/** Waits for the end of the work, however it ends, but no longer than `ms`. Leaves no timer that keeps a process alive. */
export async function atMost(ms: number, work: Promise<unknown>): Promise<void> {
  const over = new AbortController();
  const ended = work.then(
    () => undefined,
    () => undefined,
  );
  await Promise.race([ended, sleep(ms, over.signal)]);
  over.abort();
}
