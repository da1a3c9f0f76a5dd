import type { StreamMessage } from '@messenger/event-store';
import { headers as names } from '@messenger/proto';
import type { EventLine } from './format.ts';

/** Kept of an event's headers: what its path can be traced by. What an append expected was true only there. */
const kept = [names.requestId, names.traceparent];

export function toLine({ stream, seq, subject, data, headers }: StreamMessage): EventLine {
  const found = kept.filter((name) => headers[name]).map((name) => [name, headers[name]!]);
  return {
    stream,
    seq,
    subject,
    ...(found.length > 0 ? { headers: Object.fromEntries(found) } : {}),
    ...textOf(data),
  };
}

/** The very bytes of the event; undefined when the line holds none. */
export function bytesOf({ data, base64 }: EventLine): Uint8Array | undefined {
  if (data !== undefined) return Buffer.from(data);
  return base64 === undefined ? undefined : Buffer.from(base64, 'base64');
}

function textOf(data: Uint8Array): Pick<EventLine, 'data' | 'base64'> {
  const bytes = Buffer.from(data);
  const text = bytes.toString();
  return Buffer.from(text).equals(bytes) ? { data: text } : { base64: bytes.toString('base64') };
}
