import type { Follower } from '@messenger/event-store';
import { sleep } from '@messenger/kit';
import { CheckpointMoved, readCheckpoint } from '../checkpoint/checkpoint.ts';
import type { Db } from '../database/database.ts';
import { lagEvents } from '../metrics.ts';

const watchEveryMs = 1_000;
const lagEveryMs = 5_000;

/**
 * Looks now and then whether the checkpoint still is where this follower left it: a stream in which nothing happens
 * would not notice otherwise that the tables were emptied, or that another follows it.
 * @throws TakenOver, CheckpointMoved
 */
export async function watchCheckpoint(
  db: Db,
  stream: string,
  epoch: number,
  from: () => number,
  alive: () => void,
  over: AbortSignal,
): Promise<void> {
  while (!over.aborted) {
    await sleep(watchEveryMs, over);
    if (over.aborted) return;
    const left = from();
    if ((await readCheckpoint(db, stream, epoch)).seq < left) throw new CheckpointMoved(stream);
    alive();
  }
}

/** Keeps the stream's lag among the metrics while it is followed here. */
export async function reportLag(follower: Follower, over: AbortSignal): Promise<void> {
  const { stream } = follower;
  while (!over.aborted) {
    await follower.lag().then(
      (lag) => lagEvents.set({ stream }, lag),
      () => undefined,
    );
    await sleep(lagEveryMs, over);
  }
  lagEvents.remove({ stream });
}
