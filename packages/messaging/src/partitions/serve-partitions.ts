import type { Logger } from '@messenger/kit';
import type { Subscription } from 'nats';
import { createAnswering, type Handled } from '../answering.ts';
import type { Bus } from '../bus.ts';
import { type ShareOptions, sharePartitions } from './share-partitions.ts';

export type PartitionsOptions = Omit<ShareOptions, 'onOwned'> & {
  log: Logger;
  /** What answers the requests of a partition. */
  handledOf: (partition: number) => Handled;
  /** What answers them in an instance that does not own it, for callers whom the owner leaves without an answer. */
  othersHandledOf: (partition: number) => Handled;
  /** Requests in work at once; beyond, callers are told to come back. */
  concurrency: number;
};

/**
 * Serves the partitions that are this instance's, each on a subject of its own. Where nobody serves one, callers are
 * told so at once. Not in a queue group: while two take it for theirs both answer, so that one that stands still keeps
 * no request from the other. What an owner leaves unanswered goes to a queue group that all others are in: in a group of
 * all, the one that stands still would be asked again. Disposing hands all over, and finishes what has come.
 */
export async function servePartitions(
  bus: Bus,
  { handledOf, othersHandledOf, concurrency, ...options }: PartitionsOptions,
): Promise<AsyncDisposable> {
  const answering = createAnswering({ log: options.log, concurrency });
  const owned = new Map<number, Subscription>();
  const others = new Map<number, Subscription>();
  const leaving = new Set<Promise<void>>();

  const serve = (all: Map<number, Subscription>, partition: number, handled: Handled, queue?: string) => {
    if (all.has(partition)) return;
    const subscription = bus.nc.subscribe(handled.endpoint.subject, {
      ...(queue === undefined ? {} : { queue }),
      callback: (error, message) => answering.take(error, message, handled),
    });
    all.set(partition, subscription);
  };
  /** What the server has sent already is still taken: whoever asked would wait in vain. */
  const leave = (all: Map<number, Subscription>, partition: number) => {
    const subscription = all.get(partition);
    if (!subscription) return;
    all.delete(partition);
    const left = subscription
      .drain()
      .catch(() => undefined)
      .finally(() => leaving.delete(left));
    leaving.add(left);
  };
  const change = (mine: ReadonlySet<number>) => {
    for (let partition = 0; partition < options.partitions; partition++) {
      if (mine.has(partition)) {
        serve(owned, partition, handledOf(partition));
        leave(others, partition);
      } else {
        serve(others, partition, othersHandledOf(partition), options.group);
        leave(owned, partition);
      }
    }
  };

  change(new Set());
  const share = await sharePartitions(bus, { ...options, onOwned: change });
  return {
    async [Symbol.asyncDispose]() {
      await share[Symbol.asyncDispose]();
      for (const all of [owned, others]) for (const partition of all.keys()) leave(all, partition);
      await Promise.all(leaving);
      await answering.idle();
    },
  };
}
