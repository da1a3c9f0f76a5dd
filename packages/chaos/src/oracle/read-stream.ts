import { setTimeout as sleep } from 'node:timers/promises';
import type { EventStore } from '@messenger/event-store';
import { DeliverPolicy } from 'nats';

export type Message = { seq: number; subject: string; data: Uint8Array };

/** Longest silence before it counts as broken. */
const silenceMs = 5_000;
/** A cluster that has just got a server back lets consumers go once more. */
const tries = 5;

/**
 * Everything a stream holds, from its beginning to its end as of the call, in order. Asked for whole and not by subject:
 * the end of a subject with a wildcard is not told right by every server (2.9.10 has shown an older message).
 */
export async function readStream(store: EventStore, stream: string): Promise<Message[]> {
  for (let tried = 1; ; tried++) {
    try {
      return await readOnce(store, stream);
    } catch (error) {
      if (tried === tries) throw error;
      await sleep(1_000);
    }
  }
}

async function readOnce({ bus, bounds }: EventStore, stream: string): Promise<Message[]> {
  const { last } = await bounds(stream);
  const consumer = await bus.nc.jetstream().consumers.get(stream, {
    deliver_policy: DeliverPolicy.StartSequence,
    opt_start_seq: 1,
    name_prefix: 'read-',
  });
  const all: Message[] = [];
  try {
    for (let seq = 0; seq < last; ) {
      const before = seq;
      for await (const message of await consumer.fetch({ max_messages: 1_000, expires: silenceMs })) {
        ({ seq } = message);
        all.push({ seq, subject: message.subject, data: message.data });
        if (seq >= last) break;
      }
      if (seq === before) throw new Error(`${stream} fell silent at ${seq} of ${last}`);
    }
  } finally {
    void consumer.delete().catch(() => undefined);
  }
  return all.filter(({ seq }) => seq <= last);
}
