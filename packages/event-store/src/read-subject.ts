import type { Bus } from '@messenger/messaging';
import { readStream } from './read-stream.ts';
import { readMessage, type StoredMessage } from './streams-api.ts';

/** Tails up to this long are read message by message; longer ones are worth a consumer. */
const shortTail = 8;

/**
 * The events of a subject after sequence `after`, in order, up to the subject's newest as the leader knew it; a page in
 * memory at a time.
 * @throws when the stream falls silent before that one was seen
 */
export async function* readSubject(
  bus: Bus,
  stream: string,
  subject: string,
  after: number,
): AsyncGenerator<StoredMessage> {
  const last = await readMessage(bus, stream, { last_by_subj: subject });
  let seq = after;
  for (let read = 0; last && seq < last.seq && read < shortTail; read++) {
    const next = await readMessage(bus, stream, { seq: seq + 1, next_by_subj: subject });
    if (!next) break;
    yield next;
    seq = next.seq;
  }
  if (last && seq < last.seq) yield* readStream(bus, stream, { after: seq, until: last.seq, subject });
}
