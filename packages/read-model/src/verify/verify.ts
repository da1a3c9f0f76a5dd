import type { EventStore } from '@messenger/event-store';
import type { Logger } from '@messenger/kit';
import { type Cursor, logStreams } from '@messenger/proto';
import { sql } from 'kysely';
import { shedIndexes } from '../beside/indexes.ts';
import { tablesOf } from '../beside/tables.ts';
import { openWorkplace, unlessAborted } from '../beside/workplace.ts';
import type { Db } from '../database/database.ts';
import { type Filler, startFilling } from '../fill/filler.ts';
import { behindBy, type OnProgress, reportProgress } from '../fill/progress.ts';
import { compareAll } from './compare-all.ts';
import { inSnapshot, readPositions } from './live.ts';
import { walkLog } from './log-walk.ts';
import type { Flaw, Verification } from './report.ts';

export type VerifyOptions = {
  /** Opened by a user who may read every stream. */
  store: EventStore;
  databaseUrl: string;
  /** The schema of the read model that serves. */
  schema: string;
  log: Logger;
  /** Gives it up; the scratch schema is dropped all the same. */
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
};

/** So close behind the read model that its snapshot need not be held for long. */
const closeEvents = 500;
const maxRounds = 10;

/**
 * Replays the log into a scratch schema up to exactly where the read model stands, compares every table with it, and
 * walks the log's chains on the way. The system may serve meanwhile: what is compared is a snapshot.
 * @throws Busy, OtherVersion, and what the servers say
 */
export async function verifyReadModel(options: VerifyOptions): Promise<Verification> {
  const signal = options.signal ?? new AbortController().signal;
  return unlessAborted(signal, () => verify({ ...options, signal }));
}

async function verify({
  store,
  databaseUrl: url,
  schema,
  log,
  signal,
  onProgress,
}: VerifyOptions & { signal: AbortSignal }): Promise<Verification> {
  const startedAt = performance.now();
  await using held = new AsyncDisposableStack();
  const streams = logStreams(store.shape);
  const { live, made: expected } = held.use(
    await openWorkplace({ url, schema, log, purpose: 'verify', streams, signal }),
  );
  await makeScratch(expected);

  const walk = walkLog();
  const filler = await startFilling({ store, db: expected, log, signal, look: walk.look });
  const stopReporting = reportProgress('replaying the log', filler, store, onProgress);
  held.defer(stopReporting);
  await comeClose(filler, live, store);

  return await inSnapshot(live, store.shape, filler.reached(), async (found, position) => {
    await filler.fill(position);
    stopReporting();
    onProgress?.({ phase: 'comparing', events: filler.events() });
    const compared = await compareAll({ store, live, found, expected, signal });
    const flaws = [...walk.flaws(), ...(await endFlaws(store, position))];
    return {
      clean: compared.differences.length === 0 && flaws.length === 0,
      position,
      events: filler.events(),
      seconds: (performance.now() - startedAt) / 1_000,
      flaws,
      ...compared,
      more: compared.more || walk.more(),
    };
  });
}

/** Nothing of it must outlive a crash, and nobody asks it anything. */
async function makeScratch(db: Db): Promise<void> {
  await shedIndexes(db);
  for (const name of await tablesOf(db)) await sql`alter table ${sql.ref(name)} set unlogged`.execute(db);
}

/** Follows the read model until it is only a little ahead. */
async function comeClose(filler: Filler, live: Db, store: EventStore): Promise<void> {
  for (let round = 0; round < maxRounds; round++) {
    const to = await readPositions(live, store.shape);
    if (round > 0 && behindBy(filler.reached(), to) < closeEvents) return;
    await filler.fill(to);
  }
}

/** A read model that knows more than the log holds was made of a log that lost its end. */
async function endFlaws(store: EventStore, position: Cursor): Promise<Flaw[]> {
  const flaws: Flaw[] = [];
  for (const [stream, seq] of Object.entries(position.streams)) {
    const { last } = await store.bounds(stream);
    if (last < seq)
      flaws.push({ stream, seq: last + 1, subject: null, what: `ends before ${seq}, which the read model has` });
  }
  return flaws;
}
