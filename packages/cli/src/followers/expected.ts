import { directoryStream, type LogShape, logStreams } from '@messenger/proto';

/** Who must follow what for everything to work: where one is missing, something is not running. */
export function expectedFollowers(shape: LogShape): { name: string; stream: string; lease: string | null }[] {
  const all = (name: string) => logStreams(shape).map((stream) => ({ name, stream, lease: null }));
  const alone = (name: string, lease: string) => ({ name, stream: directoryStream, lease });
  return [
    ...all('gateway'),
    ...all('delivery'),
    alone('delivery-preferences', 'delivery.preferences'),
    alone('chat-command-repair', 'chat-command.repair'),
  ];
}
