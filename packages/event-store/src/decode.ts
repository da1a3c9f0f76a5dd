import {
  type ChatEvent,
  type ContactEvent,
  chatEvents,
  contactEvents,
  flawsOf,
  isId,
  LogCreated,
  parseEventSubject,
  type ReceiptsMoved,
  receiptEvents,
  type UserEvent,
  userEvents,
} from '@messenger/proto';
import type { TSchema } from '@sinclair/typebox';
import { type Upcasters, upcasters } from './upcast.ts';

export type LogEvent = ChatEvent | ContactEvent | UserEvent | ReceiptsMoved | LogCreated;
export type EventKind = 'chat' | 'user' | 'contact' | 'receipt' | 'genesis';

/** A stored message as an event, or why it is none (`poison`). `key` is the aggregate's id, `id` the event's if it has one. */
export type Decoded = { kind: EventKind | 'unknown'; key: string; id: string | undefined } & (
  | { event: LogEvent; poison?: undefined }
  | { event?: undefined; poison: string }
);

const schemas: Record<EventKind, Record<string, TSchema>> = {
  chat: chatEvents,
  user: userEvents,
  contact: contactEvents,
  receipt: receiptEvents,
  genesis: { LogCreated },
};
const aggregateField = {
  chat: 'chatId',
  user: 'userId',
  contact: 'pairId',
  genesis: 'stream',
  receipt: 'chatId',
} as const;
const decoder = new TextDecoder('utf-8', { fatal: true });

/**
 * Decodes, upcasts to the newest version and checks. Never throws: what cannot be read is poison, with a reason. That
 * includes text that Postgres could not hold, so that no follower takes in what another must set aside.
 */
export function decodeEvent(subject: string, data: Uint8Array, upcast: Upcasters = upcasters): Decoded {
  const parsed = parseEventSubject(subject);
  const kind = parsed?.kind ?? 'unknown';
  const key = parsed?.key ?? '';
  const poison = (reason: string, id?: string): Decoded => ({ kind, key, id, poison: reason });
  let value: Record<string, unknown>;
  try {
    value = JSON.parse(decoder.decode(data));
  } catch {
    return poison('not JSON');
  }
  if (value === null || typeof value !== 'object') return poison('not an object');
  const id = isId(value.id) ? value.id : undefined;
  if (kind === 'unknown') return poison('not a subject of the log', id);
  const { type } = value;
  const known = schemas[kind] ?? {};
  if (typeof type !== 'string' || !Object.hasOwn(known, type)) {
    return poison(`unknown type ${brief(type)}`, id);
  }
  let newest: Record<string, unknown>;
  try {
    newest = upcast(type, value);
  } catch (error) {
    return poison(
      `${type} v${brief(value.v)}: cannot be upcast: ${error instanceof Error ? error.message : 'unknown'}`,
      id,
    );
  }
  const [flaw] = flawsOf(known[type]!, newest, 1);
  if (flaw) return poison(`${type} v${brief(value.v)}: ${flaw.field} ${flaw.message}`, id);
  if (newest[aggregateField[kind]] !== key) return poison('names another aggregate than its subject', id);
  return { kind, key, id, event: newest as LogEvent };
}

/** What stands where a text or number should, for a log entry; anything may stand there. */
function brief(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value).slice(0, 60) : `(${typeof value})`;
}
