import { chatStream, directoryStream, type LogShape, receiptStream } from '@messenger/proto';

const shards = ({ chatShards }: LogShape) => Array.from({ length: chatShards }, (_, shard) => shard);

/** Every stream of the log. */
export const streamsOf = (shape: LogShape): string[] => [
  directoryStream,
  ...shards(shape).map(chatStream),
  ...shards(shape).map(receiptStream),
];

/** Who must follow what for everything to work: where one is missing, something is not running. */
export function expectedFollowers(shape: LogShape): { name: string; stream: string; lease: string | null }[] {
  const all = (name: string) => streamsOf(shape).map((stream) => ({ name, stream, lease: null }));
  const alone = (name: string, lease: string) => ({ name, stream: directoryStream, lease });
  return [
    ...all('gateway'),
    ...all('delivery'),
    alone('delivery-preferences', 'delivery.preferences'),
    alone('chat-command-repair', 'chat-command.repair'),
  ];
}
