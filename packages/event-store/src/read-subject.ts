import type { Bus } from '@messenger/messaging';
import { DeliverPolicy } from 'nats';
import { readMessage, type StoredMessage } from './streams-api.ts';

/** Tails up to this long are read message by message; longer ones are worth a consumer. */
const shortTail = 8;
/** Longest silence while reading before it counts as broken. */
const silenceMs = 5_000;

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
  return [...events, ...(await readByConsumer(bus, stream, subject, seq, last.seq))];
}

async function readByConsumer(
  bus: Bus,
  stream: string,
  subject: string,
  after: number,
  until: number,
): Promise<StoredMessage[]> {
  const consumer = await bus.nc.jetstream().consumers.get(stream, {
    filterSubjects: subject,
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: after + 1,
    name_prefix: 'read-',
  });
  const events: StoredMessage[] = [];
  try {
    let seq = after;
    while (seq < until) {
      const messages = await consumer.fetch({ max_messages: 1_000, expires: silenceMs });
      const before = seq;
      for await (const message of messages) {
        seq = message.seq;
        events.push({ stream, seq, subject: message.subject, data: message.data });
        if (seq >= until) break;
      }
      if (seq === before) throw new Error(`${stream}: ${subject} fell silent at ${seq}, expected up to ${until}`);
    }
  } finally {
    void consumer.delete().catch(() => undefined);
  }
  return events.filter((event) => event.seq <= until);
}
