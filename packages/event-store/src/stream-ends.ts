import { logStreams } from '@messenger/proto';
import type { EventStore } from './event-store.ts';

/** The last sequence of each stream. */
export type StreamEnds = Record<string, number>;

/** Where these streams end now; unless told otherwise, all of the log. */
export async function streamEnds(store: EventStore, streams = logStreams(store.shape)): Promise<StreamEnds> {
  const bounds = await Promise.all(streams.map((stream) => store.bounds(stream)));
  return Object.fromEntries(streams.map((stream, i) => [stream, bounds[i]!.last]));
}
