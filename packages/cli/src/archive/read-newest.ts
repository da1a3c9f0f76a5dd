import { type EventStore, readStream, type StreamMessage } from '@messenger/event-store';
import { Trouble } from '../trouble.ts';

/** Far more than it takes: a pass is over in less time than the same chat's receipts move twice. */
const maxPasses = 200;

/**
 * Reads a stream that keeps one message of each subject, while they are being replaced: one of each subject that was
 * there in the beginning, whichever came by first. What is replaced before it was read stands further on, so the end is
 * read again until nobody new comes.
 * @returns where the stream ended when the last pass began
 */
export async function readNewest(
  store: EventStore,
  stream: string,
  subject: string | undefined,
  take: (message: StreamMessage) => Promise<void>,
): Promise<number> {
  const seen = new Set<string>();
  let after = 0;
  for (let pass = 0; pass < maxPasses; pass++) {
    const before = seen.size;
    const { last: until } = await store.bounds(stream);
    const range = { after, until, ...(subject === undefined ? {} : { subject }) };
    for await (const message of readStream(store.bus, stream, range)) {
      if (seen.has(message.subject)) continue;
      seen.add(message.subject);
      await take(message);
    }
    if (seen.size === before) return until;
    after = until;
  }
  throw new Trouble(`${stream} moves faster than it can be read.`);
}
