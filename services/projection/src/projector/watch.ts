import { sleep } from '@messenger/kit';
import { CheckpointMoved, type Db, readCheckpoint } from '@messenger/read-model';

const watchEveryMs = 1_000;

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
