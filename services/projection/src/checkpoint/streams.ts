import { chatStream, directoryStream, type LogShape, receiptStream } from '@messenger/proto';

/** The streams that the read model is made of, in the order in which a delta is read from them. */
export function projectedStreams({ chatShards }: LogShape): string[] {
  const shards = Array.from({ length: chatShards }, (_, shard) => shard);
  return [directoryStream, ...shards.map(chatStream), ...shards.map(receiptStream)];
}
