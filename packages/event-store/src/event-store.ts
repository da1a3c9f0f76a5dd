import { backoff, type Logger, sleep } from '@messenger/kit';
import { type Bus, NoResponders } from '@messenger/messaging';
import { directoryStream, type LogShape } from '@messenger/proto';
import { type Append, append } from './append.ts';
import type { Follower } from './follow.ts';
import { readGenesis } from './genesis.ts';
import { readSubject } from './read-subject.ts';
import { requireSafeReplication, UnsafeReplication } from './safe-replication.ts';
import { createSetAsides, type SetAsides } from './set-asides.ts';
import {
  JetStreamRefused,
  type ReadMessage,
  readMessage,
  type StoredMessage,
  streamBounds,
  streamReplicas,
} from './streams-api.ts';

/** The log as one service sees it. Shape and generation were checked when it was opened. */
export type EventStore = {
  readonly bus: Bus;
  readonly shape: LogShape;
  readonly log: Logger;
  /** @see append */
  append(what: Append): Promise<number>;
  /** The newest event of a subject, read at the leader. */
  last(stream: string, subject: string): Promise<StoredMessage | undefined>;
  /** The message at a sequence, read at the leader. */
  at(stream: string, seq: number): Promise<ReadMessage | undefined>;
  /** The first message of a stream, or of one subject of it, after a sequence, read at the leader. */
  next(stream: string, after: number, subject?: string): Promise<ReadMessage | undefined>;
  /** The events of one subject after a sequence, in order, to the subject's end as of the call. */
  read(stream: string, subject: string, options: { after: number }): Promise<StoredMessage[]>;
  bounds(stream: string): Promise<{ first: number; last: number }>;
  /** Who follows in this process. */
  readonly followers: Set<Follower>;
  /** What this process could not take in. */
  readonly setAside: SetAsides;
};

export type OpenOptions = { log: Logger; signal?: AbortSignal | undefined };

/**
 * Opens the log; waits for the server and for its streams to be provisioned. Which log it is, DIRECTORY's genesis says;
 * who follows another stream has that one compared when the follower starts.
 * @throws UnsafeReplication
 */
export async function openEventStore(bus: Bus, { log, signal }: OpenOptions): Promise<EventStore> {
  const shape = await untilProvisioned(bus, { log, signal });
  return {
    bus,
    shape,
    log,
    append: (what) => append(bus, what),
    last: (stream, subject) => readMessage(bus, stream, { last_by_subj: subject }),
    at: (stream, seq) => readMessage(bus, stream, { seq }),
    next: (stream, after, subject = '>') => readMessage(bus, stream, { seq: after + 1, next_by_subj: subject }),
    read: async (stream, subject, { after }) => {
      const events: StoredMessage[] = [];
      for await (const event of readSubject(bus, stream, subject, after)) events.push(event);
      return events;
    },
    bounds: (stream) => streamBounds(bus, stream),
    followers: new Set(),
    setAside: createSetAsides(log),
  };
}

async function untilProvisioned(bus: Bus, { log, signal }: OpenOptions): Promise<LogShape> {
  const delay = backoff({ minMs: 100, maxMs: 2_000 });
  for (;;) {
    signal?.throwIfAborted();
    try {
      const shape = await readGenesis(bus, directoryStream);
      if (shape) {
        requireSafeReplication(bus, await streamReplicas(bus, directoryStream));
        return shape;
      }
      log.warn('waiting for the log to be provisioned');
    } catch (error) {
      if (error instanceof UnsafeReplication) throw error;
      if (!(error instanceof JetStreamRefused) && !(error instanceof NoResponders))
        log.warn({ err: error }, 'waiting for the log');
    }
    await sleep(delay(), signal);
  }
}
