import { backoffMs, pause } from '../backoff.ts';
import { isPassing } from '../result.ts';
import type { Result } from '../types.ts';

/** Tries until it works or is refused for good; undefined when the signal aborted before. */
export async function tryUntil<T>(signal: AbortSignal, work: () => Promise<Result<T>>): Promise<Result<T> | undefined> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    const answer = await work();
    if (signal.aborted) break;
    if (answer.ok || !isPassing(answer.error)) return answer;
    const ms = Math.max(
      (answer.error.retryAfter ?? 0) * 1000,
      backoffMs(attempt, Math.random(), { minMs: 200, maxMs: 3_000 }),
    );
    await pause(ms, signal);
  }
  return undefined;
}

/** Runs at most `most` at a time, in the order asked for. */
export function atMost(most: number): <T>(work: () => Promise<T>) => Promise<T> {
  let running = 0;
  const queue: (() => void)[] = [];
  return async (work) => {
    if (running >= most) await new Promise<void>((resolve) => queue.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = queue.shift();
      if (next) next();
      else running--;
    }
  };
}
