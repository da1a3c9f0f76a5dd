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

/** The readable events of one kind, in order. */
export function eventsOf<K extends keyof EventOfKind>(batch: FollowedEvent[], kind: K): At<EventOfKind[K]>[] {
  return batch.flatMap(({ kind: found, stream, seq, event }) =>
    found === kind && event ? [{ stream, seq, event: event as EventOfKind[K] }] : [],
  );
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

/** A write that is left out when it would have no rows. */
export function writing<R>(
  rows: R[],
  statement: (rows: RawBuilder<unknown>) => RawBuilder<unknown>,
): Write | undefined {
  if (rows.length === 0) return undefined;
  const json = JSON.stringify(rows);
  return (tx) => statement(sql`${json}::json`).execute(tx);
}
