import type { FollowedEvent } from '@messenger/event-store';
import type { ChatEvent, ChatEventOf, ContactEvent, ReceiptsMoved, UserEvent } from '@messenger/proto';
import { type RawBuilder, sql } from 'kysely';
import type { Db } from '../database/database.ts';

/** Writes what a batch changes in one table, in one set-based statement. */
export type Write = (tx: Db) => Promise<unknown>;

/** Makes the write of a batch, without any I/O; undefined when the batch has nothing for it. */
export type Projection = (batch: FollowedEvent[]) => Write | undefined;

/** An event of one kind with its place in the log. */
export type At<E> = { stream: string; seq: number; event: E };

type EventOfKind = { chat: ChatEvent; contact: ContactEvent; user: UserEvent; receipt: ReceiptsMoved };

type ByKind = { [K in keyof EventOfKind]: At<EventOfKind[K]>[] };

/** Each batch goes through all projections: it is sorted once. */
const sorted = new WeakMap<FollowedEvent[], ByKind>();

/** The readable events of one kind, in order. */
export function eventsOf<K extends keyof EventOfKind>(batch: FollowedEvent[], kind: K): ByKind[K] {
  const known = sorted.get(batch);
  if (known) return known[kind];
  const byKind: ByKind = { chat: [], contact: [], user: [], receipt: [] };
  for (const { kind, stream, seq, event } of batch) {
    if (event && Object.hasOwn(byKind, kind)) {
      byKind[kind as keyof EventOfKind].push({ stream, seq, event: event as never });
    }
  }
  sorted.set(batch, byKind);
  return byKind[kind];
}

/** The chat events of some types. */
export function chatEventsOf<T extends ChatEvent['type']>(batch: FollowedEvent[], ...types: T[]): At<ChatEventOf<T>>[] {
  return eventsOf(batch, 'chat').filter((at): at is At<ChatEventOf<T>> => (types as string[]).includes(at.event.type));
}

/** Several writes as one, in their order. */
export function inOrder(...writes: (Write | undefined)[]): Write | undefined {
  if (writes.every((write) => write === undefined)) return undefined;
  return async (tx) => {
    for (const write of writes) await write?.(tx);
  };
}

/** `line` is text that holds no line break, as JSON does. */
type ColumnType = 'uuid' | 'integer' | 'bigint' | 'boolean' | 'timestamptz' | 'text' | 'line' | 'json';

/**
 * Like `writing`, for what every message writes: `r` is a set of the rows with these columns. A column at a time is read
 * at less cost than one object a row, and Postgres knows how many rows there are before it chooses how to find others.
 */
export function writingColumns<C extends Record<string, ColumnType>>(
  rows: { [name in keyof C]?: unknown }[],
  columns: C,
  statement: (r: RawBuilder<unknown>) => RawBuilder<unknown>,
): Write | undefined {
  if (rows.length === 0) return undefined;
  const names = Object.keys(columns);
  const sets = names.map((name) =>
    columnOf(
      rows.map((row) => row[name]),
      columns[name]!,
    ),
  );
  const set = sql`rows from (${sql.join(sets)}) as r(${sql.join(names.map((name) => sql.ref(name)))})`;
  return (tx) => statement(set).execute(tx);
}

function columnOf(values: unknown[], type: ColumnType): RawBuilder<unknown> {
  if (type === 'text') return sql`unnest(${values}::text[])`;
  if (type === 'json') return sql`unnest(${values.map((value) => value && JSON.stringify(value))}::json[])`;
  if (type === 'line') return sql`string_to_table(${values.join('\n')}, e'\n')`;
  // None of these needs quotes.
  const list = `{${values.map((value) => value ?? 'null').join()}}`;
  return sql`unnest(${list}::${sql.raw(type)}[])`;
}

/** A write that is left out when it would have no rows. */
export function writing<R>(
  rows: R[],
  statement: (rows: RawBuilder<unknown>) => RawBuilder<unknown>,
): Write | undefined {
  if (rows.length === 0) return undefined;
  const json = JSON.stringify(rows);
  return (tx) => statement(sql`${json}::json`).execute(tx);
}
