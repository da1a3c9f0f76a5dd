/**
 * Work by key, at most one at a time each. Calls that come while it runs share the one run after it: what a caller gets
 * was never begun before the call.
 */
export function renewed<T>(work: (key: string) => Promise<T>): (key: string) => Promise<T> {
  const running = new Map<string, Promise<T>>();
  const next = new Map<string, Promise<T>>();
  const start = (key: string): Promise<T> => {
    const run = work(key).finally(() => {
      if (running.get(key) === run) running.delete(key);
    });
    running.set(key, run);
    return run;
  };
  const startNext = (key: string) => {
    next.delete(key);
    return start(key);
  };
  return (key) => {
    const current = running.get(key);
    if (!current) return start(key);
    let queued = next.get(key);
    if (!queued) {
      queued = current.then(
        () => startNext(key),
        () => startNext(key),
      );
      next.set(key, queued);
    }
    return queued;
  };
}
