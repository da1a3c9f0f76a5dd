import { chatStream, directoryStream, type LogShape } from '@messenger/proto';

/** The streams that the read model is made of, in the order in which a delta is read from them. */
export function projectedStreams(shape: LogShape): string[] {
  return [directoryStream, ...Array.from({ length: shape.chatShards }, (_, shard) => chatStream(shard))];
}
