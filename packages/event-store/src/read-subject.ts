import type { Bus } from '@messenger/messaging';
import { readStream } from './read-stream.ts';
import { readMessage, type StoredMessage } from './streams-api.ts';

/** Tails up to this long are read message by message; longer ones are worth a consumer. */
const shortTail = 8;

/**
 * The events of a subject after sequence `after`, in order, up to the subject's newest as the leader knew it.
 * @throws when the stream falls silent before that one was seen
 */
export async function readSubject(bus: Bus, stream: string, subject: string, after: number): Promise<StoredMessage[]> {
  const last = await readMessage(bus, stream, { last_by_subj: subject });
  if (!last || last.seq <= after) return [];
  const events: StoredMessage[] = [];
  let seq = after;
  while (events.length < shortTail) {
    const next = await readMessage(bus, stream, { seq: seq + 1, next_by_subj: subject });
    if (!next) break;
    events.push(next);
    seq = next.seq;
    if (seq >= last.seq) return events;
  }
  if (seq >= last.seq) return events;
  for await (const event of readStream(bus, stream, { after: seq, until: last.seq, subject })) events.push(event);
  return events;
}
