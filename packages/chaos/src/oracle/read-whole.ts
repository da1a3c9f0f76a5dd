import { setTimeout as sleep } from 'node:timers/promises';
import { type EventStore, readStream, type StreamMessage } from '@messenger/event-store';

/** A cluster that has just got a server back lets consumers go once more. */
const tries = 5;

/**
 * Everything a stream holds, from its beginning to its end as of the call, in order. Asked for whole and not by subject:
 * the end of a subject with a wildcard is not told right by every server (2.9.10 has shown an older message).
 */
export async function readWhole({ bus, bounds }: EventStore, stream: string): Promise<StreamMessage[]> {
  for (let tried = 1; ; tried++) {
    try {
      const { last } = await bounds(stream);
      const all: StreamMessage[] = [];
      for await (const message of readStream(bus, stream, { after: 0, until: last })) all.push(message);
      return all;
    } catch (error) {
      if (tried === tries) throw error;
      await sleep(1_000);
    }
  }
}
