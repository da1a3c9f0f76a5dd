import type { EventStore } from '@messenger/event-store';
import { isReceiptStream } from '@messenger/proto';
import { sql } from 'kysely';
import type { Db } from '../database/database.ts';
import { compareTable } from './compare.ts';
import { compareReceipts } from './receipts.ts';
import { type Difference, type KnownPoison, listed, type Verification } from './report.ts';
import { comparedTables } from './tables.ts';

export type Sides = {
  store: EventStore;
  /** The tables that serve, as they go on. */
  live: Db;
  /** A snapshot of them. */
  found: Db;
  /** What the log says they were then. */
  expected: Db;
  signal: AbortSignal;
};

/** More of them than this differ only where all is wrong. */
const maxReceipts = 100_000;

/** Compares every table; where the log alone decides only by its newest word, it is asked again. */
export async function compareAll(
  sides: Sides,
): Promise<Pick<Verification, 'rows' | 'differences' | 'more' | 'poison' | 'unchecked'>> {
  const { store, live, found, expected, signal } = sides;
  const all = { rows: 0, differences: [] as Difference[], more: false, unchecked: 0 };
  for (const table of await comparedTables(expected)) {
    signal.throwIfAborted();
    const limit = table.name === 'receipts' ? maxReceipts : listed;
    const compared = await compareTable(found, expected, table, limit);
    all.rows += compared.rows;
    all.more ||= compared.more;
    if (table.name === 'receipts') {
      const chats = new Set(compared.differences.map(({ key }) => key.chat_id!));
      for (const chatId of chats) {
        signal.throwIfAborted();
        const differences = await compareReceipts(store, live, chatId, signal);
        if (!differences) all.unchecked++;
        else all.differences.push(...differences);
      }
    } else if (table.name === 'poison') {
      for (const difference of compared.differences) {
        if (!(await isReplaced(store, difference))) all.differences.push(difference);
      }
    } else {
      all.differences.push(...compared.differences);
    }
  }
  all.differences.push(...(await compareCheckpoints(found, expected)));
  return { ...all, poison: await poisonOf(expected) };
}

/** Which event each stream was taken in up to; a stream of receipts may hold that one no more. */
async function compareCheckpoints(found: Db, expected: Db): Promise<Difference[]> {
  type Checkpoint = { stream: string; seq: number; last_id: string | null };
  const select = sql<Checkpoint>`select stream, seq, last_id from checkpoint`;
  const replayed = new Map((await select.execute(expected)).rows.map((row) => [row.stream, row]));
  return (await select.execute(found)).rows.flatMap(({ stream, seq, last_id }) => {
    const other = replayed.get(stream);
    if (!other || other.seq !== seq || other.last_id === last_id) return [];
    const columns = [{ name: 'last_id', found: last_id, expected: other.last_id }];
    return [{ table: 'checkpoint', key: { stream }, kind: 'changed' as const, columns }];
  });
}

/** True for poison in a stream of receipts which a newer message has taken the place of: the log knows it no more. */
async function isReplaced(store: EventStore, { kind, key }: Difference): Promise<boolean> {
  if (kind !== 'extra' || !isReceiptStream(key.stream ?? '')) return false;
  return (await store.at(key.stream!, Number(key.seq))) === undefined;
}

async function poisonOf(db: Db): Promise<KnownPoison[]> {
  const { rows } = await sql<KnownPoison>`
    select stream, seq, subject, reason from poison order by stream, seq limit ${sql.lit(listed)}`.execute(db);
  return rows;
}
