import type { FollowedEvent } from '@messenger/event-store';
import { sql } from 'kysely';
import { poisonTotal } from '../metrics.ts';
import { type Projection, type Write, writing } from './projection.ts';

const excerptLength = 1_000;

/** The events of a batch that could not be read, set aside where an operator finds them. */
export const poison: Projection = (batch) => setAside(batch.filter((event) => event.poison !== undefined));

/** Sets events aside: `reason` for those that could be read but not stored. */
export function setAside(events: FollowedEvent[], reason?: string): Write | undefined {
  const write = writing(
    events.map((event) => ({
      stream: event.stream,
      seq: event.seq,
      subject: storable(event.subject),
      reason: storable(reason ?? event.poison ?? ''),
      excerpt: storable(new TextDecoder().decode(event.data.subarray(0, excerptLength))),
    })),
    (rows) => sql`
      insert into poison (stream, seq, subject, reason, excerpt)
      select stream, seq, subject, reason, excerpt
      from json_to_recordset(${rows}) as r(stream text, seq bigint, subject text, reason text, excerpt text)`,
  );
  if (!write) return undefined;
  return async (tx) => {
    await write(tx);
    for (const { stream } of events) poisonTotal.inc({ stream });
  };
}

/** Whatever the text, Postgres takes it: it may be the very thing that made the event unreadable. */
function storable(text: string): string {
  return text.toWellFormed().replaceAll('\u0000', '\ufffd');
}
