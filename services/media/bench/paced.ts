import { inParallel } from '@messenger/kit';

/** So many at once, as in the "8 in parallel". */
const parallel = 8;

export type Pace = { perSecond: number; ms: number[] };

/** Does the work so many times, eight at once; how many a second, and how long each took in ms. */
export async function paced(count: number, work: () => Promise<unknown>): Promise<Pace> {
  const began = performance.now();
  const ms = await inParallel(parallel, count, async () => {
    const start = performance.now();
    await work();
    return performance.now() - start;
  });
  return { perSecond: count / ((performance.now() - began) / 1_000), ms };
}
