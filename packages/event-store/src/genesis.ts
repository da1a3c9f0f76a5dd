import type { Bus } from '@messenger/messaging';
import { fits, LogCreated, type LogShape, subjects } from '@messenger/proto';
import { readMessage } from './streams-api.ts';

/** Which log a stream belongs to, as its genesis event says; undefined when it has none. */
export async function readGenesis(bus: Bus, stream: string): Promise<LogShape | undefined> {
  const message = await readMessage(bus, stream, { last_by_subj: subjects.genesis(stream) });
  if (!message) return undefined;
  const event: unknown = JSON.parse(new TextDecoder().decode(message.data));
  return fits(LogCreated, event) ? event.data : undefined;
}
