import { type EventStore, readGenesis, streamEnds } from '@messenger/event-store';
import { backoff, type Logger, sleep } from '@messenger/kit';
import { sqlState } from '@messenger/kit/postgres';
import { type Cursor, covers, directoryStream, isReceiptStream, mergeCursors } from '@messenger/proto';
import { sql } from 'kysely';
import type { Beside } from '../beside/beside.ts';
import { requireSameMigrations } from '../beside/versions.ts';
import type { Db } from '../database/database.ts';
import type { Filler } from '../fill/filler.ts';
import { readPositions } from '../verify/live.ts';

/** The new tables could not come into the place of the old ones in time; the old ones serve on. */
export class NotInPlace extends Error {
  override name = 'NotInPlace';
}

export type Switch = {
  /** Connections whose schema is the one that serves. */
  live: Db;
  filler: Filler;
  store: EventStore;
  schema: string;
  beside: Beside;
  signal: AbortSignal;
  log: Logger;
};

/** How long queries and followers may have to wait for the lock, while who is in work with the old tables ends that. */
const lockMs = 400;
/** How long they may have to wait while the last events are taken in. */
const lastEventsMs = 1_000;
/** For as long at least delivery gathers what moves in a chat before it writes. */
const receiptsRestMs = 250;
const patienceMs = 120_000;
const lockNotAvailable = '55P03';

/**
 * Gives the new tables the name of the old. Every transaction on the read model begins with its `checkpoint`, be it to
 * write or to read: with that locked nobody is in the middle of something, and whoever waits for the lock finds the new
 * tables by the name when it is given back. They hold all that the old ones do by then, and keep the epochs of the
 * followers: who was fenced stays so.
 * @throws NotInPlace, OtherVersion
 */
export async function comeIntoPlace(options: Switch): Promise<{ position: Cursor; switchMs: number }> {
  const { log, signal } = options;
  const deadline = performance.now() + patienceMs;
  const pause = backoff({ minMs: 300, maxMs: 3_000 });
  for (;;) {
    try {
      return await attempt(options);
    } catch (error) {
      if (sqlState(error) !== lockNotAvailable && !(error instanceof NotInPlace)) throw error;
      if (performance.now() > deadline) throw new NotInPlace(`not in place after ${patienceMs} ms`, { cause: error });
      log.info({ err: error }, 'the tables are in use, trying again');
    }
    await sleep(pause(), signal);
    signal.throwIfAborted();
    await options.filler.fill(await readPositions(options.live, options.store.shape));
  }
}

async function attempt({ live, filler, store, schema, beside, signal }: Switch) {
  await requireSameMigrations(live, schema, beside.schema);
  const startedAt = performance.now();
  return live.transaction().execute(async (tx) => {
    await sql`set local lock_timeout = ${sql.lit(lockMs)}`.execute(tx);
    await sql`lock table checkpoint in access exclusive mode`.execute(tx);
    const old = await readPositions(tx, store.shape);
    await takeInLast(filler, store, old);
    signal.throwIfAborted();
    if ((await readGenesis(store.bus, directoryStream))?.generation !== store.shape.generation) {
      throw new Error('the log was replaced meanwhile');
    }
    await carryOver(tx, schema, beside.schema, filler.reached());
    await sql.raw(`alter schema ${schema} rename to ${beside.old}`).execute(tx);
    await sql.raw(`alter schema ${beside.schema} rename to ${schema}`).execute(tx);
    const position = await readPositions(tx, store.shape);
    if (!covers(position, old)) throw new Error('the new tables are behind the old');
    return { position, switchMs: performance.now() - startedAt };
  });
}

/**
 * What the old tables have. A stream of receipts may hold a message of theirs no more, but a newer one of the same chat
 * instead: it is read until nothing is behind what was read. Where receipts never pause, a second reading is enough in
 * less than the time in which delivery writes a chat's again: what the first missed was written during it.
 */
async function takeInLast(filler: Filler, store: EventStore, old: Cursor): Promise<void> {
  const late = AbortSignal.timeout(lastEventsMs);
  const startedAt = performance.now();
  const receipts = Object.keys(old.streams).filter(isReceiptStream);
  const ends = async () => mergeCursors(old, { ...old, streams: await streamEnds(store, receipts) });
  try {
    let to = await ends();
    for (let reading = 1; ; reading++) {
      await filler.fill(to, late);
      if (reading > 1 && performance.now() - startedAt < receiptsRestMs) return;
      to = await ends();
      if (covers(filler.reached(), to)) return;
    }
  } catch (cause) {
    if (late.aborted) throw new NotInPlace('the last events took too long', { cause });
    throw cause;
  }
}

/** The followers of the old tables go on with the new ones, from where these are. */
async function carryOver(tx: Db, schema: string, made: string, reached: Cursor): Promise<void> {
  const [old, fresh] = [sql.raw(`${schema}.checkpoint`), sql.raw(`${made}.checkpoint`)];
  await sql`
    update ${fresh} fresh set
      epoch = old.epoch, serve_from = old.serve_from, seq = reached.seq,
      last_id = case when fresh.seq = reached.seq then fresh.last_id end
    from ${old} old
    join (select key as stream, value::bigint as seq from jsonb_each_text(${JSON.stringify(reached.streams)}::jsonb)) reached
      on reached.stream = old.stream
    where old.stream = fresh.stream`.execute(tx);
}
