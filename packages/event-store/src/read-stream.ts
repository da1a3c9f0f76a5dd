import { type Bus, orderedConsumer } from '@messenger/messaging';
import type { JsMsg } from 'nats';
import { readMessage, type StoredMessage } from './streams-api.ts';

/** A message as a stream gives it when it is read through. */
export type StreamMessage = StoredMessage & { storedAt: Date; headers: Record<string, string> };

export type StreamRange = {
  /** Read from the message after this sequence on. */
  after: number;
  /** Up to this one, or what is left of the stream before it. */
  until: number;
  /** Only this subject. */
  subject?: string;
};

/** Longest silence while reading before it counts as broken. */
const silenceMs = 5_000;
/** Fetched at a time, which bounds what is in memory. */
const pageSize = 500;

/**
 * The messages of a stream, in order, a page in memory at a time.
 * @throws when the stream falls silent before its end
 */
export async function* readStream(bus: Bus, stream: string, range: StreamRange): AsyncGenerator<StreamMessage> {
  const { after, until, subject = '>' } = range;
  const first = await readMessage(bus, stream, { seq: after + 1, next_by_subj: subject });
  if (!first || first.seq > until) return;
  const consumer = await orderedConsumer(bus, stream, {
    name: 'read',
    description: `Read through, up to ${until}.`,
    from: after + 1,
    subject: range.subject,
  });
  try {
    let delivered = 0;
    for (;;) {
      const page: JsMsg[] = [];
      // Taken off at once: what a reader keeps waiting when a fetch ends, the client drops.
      for await (const message of await consumer.fetch({ max_messages: pageSize, expires: silenceMs })) {
        page.push(message);
        if (message.seq >= until || message.info.pending === 0) break;
      }
      for (const message of page) {
        if (message.info.deliverySequence !== ++delivered) throw new Error(`${stream} was not read whole`);
        if (message.seq <= until) yield streamMessage(stream, message);
      }
      const last = page.at(-1);
      if (!last) throw new Error(`${stream} fell silent, expected up to ${until}`);
      // Where only the newest of a subject is kept, the end of the range may be gone.
      if (last.seq >= until || last.info.pending === 0) return;
    }
  } finally {
    void consumer.delete().catch(() => undefined);
  }
}

function streamMessage(stream: string, { seq, subject, data, headers, info }: JsMsg): StreamMessage {
  const names = headers ? [...headers.keys()] : [];
  return {
    stream,
    seq,
    subject,
    data,
    storedAt: new Date(info.timestampNanos / 1e6),
    headers: Object.fromEntries(names.map((name) => [name, headers!.get(name)])),
  };
}
