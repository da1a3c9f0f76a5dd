import { pause } from '../backoff.ts';

/** What a store answers; undefined where it fails, or takes so long that it is no store. */
export async function inTime<T>(work: Promise<T> | undefined, ms = 5_000): Promise<T | undefined> {
  const over = new AbortController();
  const late = pause(ms, over.signal).then(() => undefined);
  try {
    return await Promise.race([work, late]);
  } catch {
    return undefined;
  } finally {
    over.abort();
  }
}
