import {
  type ChatEvent,
  type ContactEvent,
  chatEvents,
  compile,
  contactEvents,
  LogCreated,
  parseEventSubject,
  type UserEvent,
  userEvents,
} from '@messenger/proto';
import type { TSchema } from '@sinclair/typebox';
import { type Upcasters, upcasters } from './upcast.ts';

export type LogEvent = ChatEvent | ContactEvent | UserEvent | LogCreated;
export type EventKind = 'chat' | 'user' | 'contact' | 'receipt' | 'genesis';

/** A stored message as an event, or why it is none (`poison`). `key` is the aggregate's id, `id` the event's. */
export type Decoded = { kind: EventKind | 'unknown'; key: string; id: string | undefined } & (
  | { event: LogEvent; poison?: undefined }
  | { event?: undefined; poison: string }
);

const schemas: Partial<Record<EventKind, Record<string, TSchema>>> = {
  chat: chatEvents,
  user: userEvents,
  contact: contactEvents,
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

/** Decodes, upcasts to the newest version and checks. Never throws: what cannot be read is poison, with a reason. */
export function decodeEvent(subject: string, data: Uint8Array, upcast: Upcasters = upcasters): Decoded {
  const parsed = parseEventSubject(subject);
  const kind = parsed?.kind ?? 'unknown';
  const key = parsed?.key ?? '';
  const poison = (reason: string, id?: string): Decoded => ({ kind, key, id, poison: reason });
  let value: { id?: string; type?: string; v?: number } & Record<string, unknown>;
  try {
    value = JSON.parse(decoder.decode(data));
  } catch {
    return poison('not JSON');
  }
  if (value === null || typeof value !== 'object') return poison('not an object');
  const id = typeof value.id === 'string' ? value.id : undefined;
  if (kind === 'unknown') return poison('not a subject of the log', id);
  const schema = typeof value.type === 'string' ? schemas[kind]?.[value.type] : undefined;
  if (!schema || typeof value.type !== 'string') return poison(`unknown type ${String(value.type).slice(0, 60)}`, id);
  const newest = upcast(value.type, value);
  const check = compile(schema);
  if (!check.Check(newest)) {
    const flaw = check.Errors(newest).First();
    return poison(`${value.type} v${String(value.v)}: ${flaw?.path ?? ''} ${flaw?.message ?? 'does not fit'}`, id);
  }
  if ((newest as Record<string, unknown>)[aggregateField[kind]] !== key)
    return poison('names another aggregate than its subject', id);
  return { kind, key, id, event: newest as LogEvent };
}
