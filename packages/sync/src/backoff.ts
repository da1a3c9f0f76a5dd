/**
 * How long to wait before attempt 0, 1, 2 …, in ms: at random between a tenth of and the whole of a ceiling that
 * doubles up to `maxMs`, so that clients that lost their server together do not come back together.
 * @param random from 0 to 1
 */
export function backoffMs(attempt: number, random: number, { minMs = 500, maxMs = 30_000 } = {}): number {
  const ceiling = Math.min(maxMs, minMs * 2 ** Math.min(attempt, 20));
  return Math.round(ceiling * (0.1 + 0.9 * random));
}

/** Waits; true at the end, false when the signal aborts. */
export function pause(ms: number, signal?: AbortSignal): Promise<boolean> {
  return new Promise((resolve) => {
    if (signal?.aborted) return resolve(false);
    const done = (whole: boolean) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      resolve(whole);
    };
    const stop = () => done(false);
    const timer = setTimeout(() => done(true), ms);
    signal?.addEventListener('abort', stop);
  });
}
