import { decodeEvent, type EventStore } from '@messenger/event-store';
import { sleep } from '@messenger/kit';
import { chatStreamOf, type ReceiptCursor, receiptStreamOf, subjects } from '@messenger/proto';
import { sql } from 'kysely';
import type { Db } from '../database/database.ts';
import type { Difference } from './report.ts';

/** The newest message of a chat in its stream of receipts: by itself all that the log says of them. */
type Newest = { seq: number; cursors: Record<string, ReceiptCursor> };

/** A member, and what is stored of them, if anything is. Who was put out or left is `removed`. */
type Row = ReceiptCursor & { user: string; removed: boolean; joined: number; stored: boolean };

const patienceMs = 5_000;
const columns = { delivered: 'delivered_up_to', read: 'read_up_to', shownRead: 'shown_read_up_to' } as const;
const fields = Object.keys(columns) as (keyof typeof columns)[];

/**
 * Compares the receipts of one chat as they are now: what is stored must lie between what the log says before and after
 * it is read. Up to where a member joined all counts as read, if not as said to be; who left is left out.
 * @returns undefined when the read model does not take in what the log says in time
 */
export async function compareReceipts(
  store: EventStore,
  db: Db,
  chatId: string,
  signal: AbortSignal,
): Promise<Difference[] | undefined> {
  const before = await newestOf(store, chatId);
  if (!before || !(await takenIn(store, db, chatId, before.seq, signal))) return undefined;
  const rows = await rowsOf(db, chatId);
  const after = await newestOf(store, chatId);
  if (!after) return undefined;
  const known = new Set(rows.map(({ user }) => user));
  const unknown = Object.keys(before.cursors).filter((user) => !known.has(user));
  return [...rows, ...unknown.map(nothingStored)].flatMap((row) => differenceOf(chatId, row, before, after) ?? []);
}

const nothingStored = (user: string): Row => ({
  user,
  removed: false,
  joined: 0,
  stored: false,
  delivered: 0,
  read: 0,
  shownRead: 0,
});

function differenceOf(chatId: string, row: Row, before: Newest, after: Newest): Difference | undefined {
  const { user, joined } = row;
  if (row.removed || (before.cursors[user] && !after.cursors[user])) return undefined;
  const differing = fields.flatMap((field) => {
    const least = field === 'read' ? joined : 0;
    const [from, to] = [before, after].map(({ cursors }) => Math.max(least, cursors[user]?.[field] ?? 0)) as [
      number,
      number,
    ];
    const found = Math.max(least, row[field]);
    if (from <= found && found <= to) return [];
    const expected = from === to ? `${from}` : `${from} to ${to}`;
    return [{ name: columns[field], found: row.stored ? `${row[field]}` : null, expected }];
  });
  if (differing.length === 0) return undefined;
  const kind = !row.stored ? 'missing' : after.cursors[user] ? 'changed' : 'extra';
  const key = { chat_id: chatId, user_id: user };
  return { table: 'receipts', key, kind, columns: kind === 'changed' ? differing : [] };
}

/** Undefined when it cannot be read. */
async function newestOf(store: EventStore, chatId: string): Promise<Newest | undefined> {
  const last = await store.last(receiptStreamOf(chatId, store.shape), subjects.receipts(chatId));
  if (!last) return { seq: 0, cursors: {} };
  const { event } = decodeEvent(last.subject, last.data);
  return event?.type === 'ReceiptsMoved' ? { seq: last.seq, cursors: event.data.cursors } : undefined;
}

/** Waits until the read model has that message, and all of the chat that its writer may have known. */
async function takenIn(store: EventStore, db: Db, chatId: string, seq: number, signal: AbortSignal): Promise<boolean> {
  const chats = chatStreamOf(chatId, store.shape);
  const { last } = await store.bounds(chats);
  const deadline = performance.now() + patienceMs;
  while (performance.now() < deadline && !signal.aborted) {
    const { rows } = await sql`
      select from checkpoint
      where (stream = ${receiptStreamOf(chatId, store.shape)} and seq >= ${seq})
         or (stream = ${chats} and seq >= ${last})`.execute(db);
    if (rows.length === 2) return true;
    await sleep(50, signal);
  }
  return false;
}

async function rowsOf(db: Db, chatId: string): Promise<Row[]> {
  const { rows } = await sql<Row>`
    select coalesce(m.user_id, r.user_id)::text as user, coalesce(m.removed, false) as removed,
           coalesce(m.joined_ordinal, 0) as joined, r.user_id is not null as stored,
           coalesce(r.delivered_up_to, 0) as delivered, coalesce(r.read_up_to, 0) as read,
           coalesce(r.shown_read_up_to, 0) as "shownRead"
    from (select * from members where chat_id = ${chatId}) m
    full join (select * from receipts where chat_id = ${chatId}) r on r.user_id = m.user_id`.execute(db);
  return rows;
}
