import type { EventStore } from '@messenger/event-store';
import { chatStream, directoryStream, type LogShape, receiptStream } from '@messenger/proto';

/** The streams that the read model is made of, in the order in which a delta is read from them. */
export function projectedStreams({ chatShards }: LogShape): string[] {
  const shards = Array.from({ length: chatShards }, (_, shard) => shard);
  return [directoryStream, ...shards.map(chatStream), ...shards.map(receiptStream)];
}

/** The stream's last sequence now; queries are answered once it is reached. */
export type StreamEnds = Record<string, number>;

/** The last sequence of every stream that the read model is made of. */
export async function streamEnds(store: EventStore): Promise<StreamEnds> {
  const streams = projectedStreams(store.shape);
  const bounds = await Promise.all(streams.map((stream) => store.bounds(stream)));
  return Object.fromEntries(streams.map((stream, i) => [stream, bounds[i]!.last]));
}
