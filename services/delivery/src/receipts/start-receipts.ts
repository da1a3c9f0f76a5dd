import { type EventStore, type FollowedEvent, type Follower, follow } from '@messenger/event-store';
import type { Logger } from '@messenger/kit';
import type { Bus } from '@messenger/messaging';
import { chatStreams, directoryStream, receiptStreams } from '@messenger/proto';
import { createCollector, type ReceiptTiming } from './collector.ts';
import { createMemberships } from './memberships.ts';
import { createReadReceipts } from './read-receipts.ts';
import { createStoredReceipts } from './stored-receipts.ts';
import { takeReceipts } from './take-receipts.ts';

type Deps = { bus: Bus; events: EventStore; log: Logger; timing: ReceiptTiming };

export type ReceiptService = AsyncDisposable & {
  /** Rejects when the log lost what was followed: everything in memory is worth nothing then. */
  readonly failed: Promise<never>;
};

/**
 * Follows the log from now on and serves receipts. What is in memory is loaded after the following has begun, so it
 * needs no position of its own: after a restart it is loaded afresh.
 */
export async function startReceipts({ bus, events, log, timing }: Deps): Promise<ReceiptService> {
  await using started = new AsyncDisposableStack();
  const memberships = createMemberships(events, log);
  const receipts = createStoredReceipts(events);
  const readReceipts = createReadReceipts(events);

  const followers: Follower[] = [];
  const followFromNow = async (stream: string, take: (batch: FollowedEvent[]) => void) => {
    followers.push(started.use(await follow(events, { stream, from: 'now', name: 'delivery', log, onBatch: take })));
  };
  for (const stream of chatStreams(events.shape)) await followFromNow(stream, memberships.take);
  for (const stream of receiptStreams(events.shape)) await followFromNow(stream, receipts.take);
  await followFromNow(directoryStream, readReceipts.take);

  const collector = createCollector({ memberships, receipts, log, timing });
  const served = await takeReceipts({ bus, events, memberships, receipts, readReceipts, collector, log });
  const failed = Promise.race(followers.map((follower) => follower.failed));
  failed.catch(() => undefined);
  const followed = started.move();
  return {
    failed,
    async [Symbol.asyncDispose]() {
      await Promise.all([collector[Symbol.asyncDispose](), served[Symbol.asyncDispose]()]);
      await followed.disposeAsync();
    },
  };
}
