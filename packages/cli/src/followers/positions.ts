import type { EventStore, StreamEnds } from '@messenger/event-store';
import { leaseStore } from '@messenger/messaging';
import { type FollowersReply, logStreams } from '@messenger/proto';
import { expectedFollowers } from './expected.ts';
import type { Checkpoint } from './read-model.ts';

/** How far one follower of a stream is. */
export type FollowerPosition = {
  name: string;
  /** The process; null for what is read from a database, or missing. */
  instance: string | null;
  stream: string;
  /** The last sequence taken in; null when nobody follows. */
  seq: number | null;
  /** Sequences between there and the stream's end as it was when the question began. */
  lagEvents: number | null;
  /** Age of the first event that was not taken in, 0 if there is none. */
  lagSeconds: number | null;
  lease: { name: string; holder: string | null; silentSeconds: number } | null;
  /** What is wrong: it is not there (nobody holds its lease, where it has one), or stands where the log does not go. */
  wrong: 'missing' | 'beyond the log' | 'of another log' | null;
};

type Found = {
  name: string;
  instance: string | null;
  stream: string;
  seq: number | null;
  lease: string | null;
  otherLog?: boolean;
};

const leaseTimeoutMs = 2_000;
/** A lease is renewed every second, and free after five. */
export const silentTooLong = 10;

/** Puts together what the followers say, what the read model's checkpoints say, and where the log ended after that. */
export async function positionsOf(
  store: EventStore,
  ends: StreamEnds,
  { checkpoints, replies }: { checkpoints: Checkpoint[]; replies: FollowersReply[] },
): Promise<FollowerPosition[]> {
  const leases = leaseStore(store.bus, leaseTimeoutMs);
  const found: Found[] = [...projected(store, checkpoints), ...reported(replies)];
  const unheard = expectedFollowers(store.shape).filter(
    (one) => !found.some(({ name, stream }) => name === one.name && stream === one.stream),
  );
  found.push(...unheard.map((one) => ({ ...one, instance: null, seq: null })));
  const positions: FollowerPosition[] = [];
  for (const { name, instance, stream, seq, lease, otherLog } of found) {
    const end = ends[stream] ?? 0;
    const held = lease === null ? undefined : await leases.read(lease);
    const silentSeconds = secondsSince(held?.writtenAt);
    const missing = seq === null || (lease !== null && (!held?.holder || silentSeconds > silentTooLong));
    positions.push({
      name,
      instance,
      stream,
      seq,
      ...(await lagOf(store, stream, end, otherLog ? null : seq)),
      lease: lease === null ? null : { name: lease, holder: held?.holder ?? null, silentSeconds },
      wrong: otherLog ? 'of another log' : missing ? 'missing' : seq > end ? 'beyond the log' : null,
    });
  }
  return positions.toSorted((a, b) => a.name.localeCompare(b.name) || a.stream.localeCompare(b.stream));
}

/** What projection says of itself is in its checkpoints, which are the truth, also while it does not run. */
function projected({ shape }: EventStore, checkpoints: Checkpoint[]): Found[] {
  return logStreams(shape).map((stream) => {
    const checkpoint = checkpoints.find((one) => one.stream === stream);
    const lease = `projection.${stream}`;
    const otherLog = checkpoint !== undefined && checkpoint.generation !== shape.generation;
    return { name: 'projection', instance: null, stream, seq: checkpoint?.seq ?? null, lease, otherLog };
  });
}

function reported(replies: FollowersReply[]): Found[] {
  return replies.flatMap(({ instance, followers }) =>
    followers.filter(({ name }) => name !== 'projection').map((follower) => ({ ...follower, instance })),
  );
}

async function lagOf(store: EventStore, stream: string, end: number, seq: number | null) {
  if (seq === null) return { lagEvents: null, lagSeconds: null };
  if (seq >= end) return { lagEvents: 0, lagSeconds: 0 };
  const next = await store.next(stream, seq);
  return { lagEvents: end - seq, lagSeconds: secondsSince(next?.storedAt) };
}

/** To a tenth, and never below 0: clocks differ. */
function secondsSince(time: Date | undefined): number {
  return time ? Math.max(0, Math.round((Date.now() - time.getTime()) / 100) / 10) : 0;
}
