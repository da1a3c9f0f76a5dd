import { type EventStore, streamEnds } from '@messenger/event-store';
import { type Logger, sleep } from '@messenger/kit';
import { type Cursor, logStreams } from '@messenger/proto';
import { sql } from 'kysely';
import { shedIndexes } from '../beside/indexes.ts';
import { tablesOf } from '../beside/tables.ts';
import { openWorkplace, unlessAborted } from '../beside/workplace.ts';
import { startFilling } from '../fill/filler.ts';
import { behindBy, type OnProgress, reportProgress } from '../fill/progress.ts';
import { comeIntoPlace } from './come-into-place.ts';
import { finishTables } from './finish-tables.ts';

export type RebuildOptions = {
  /** Opened by a user who may read every stream. */
  store: EventStore;
  databaseUrl: string;
  /** The schema of the read model that serves, before and after. */
  schema: string;
  log: Logger;
  /** Gives it up: what serves goes on serving, what was made is dropped. */
  signal?: AbortSignal | undefined;
  onProgress?: OnProgress | undefined;
};

export type Rebuilt = {
  position: Cursor;
  events: number;
  /** All in all, and how long the queries had to wait for the new tables to come into the place of the old. */
  seconds: number;
  switchMs: number;
};

/** As close as a few moments' writing: then the new tables can come into place. */
const closeEvents = 300;

/**
 * Makes the read model again from the log while it serves: fills tables beside those that serve from the first event
 * on, makes their indexes, follows until it is where they are, and lets the new come into the place of the old.
 * @throws Busy, OtherVersion, NotInPlace, and what the servers say; then everything is as it was
 */
export async function rebuildReadModel(options: RebuildOptions): Promise<Rebuilt> {
  const signal = options.signal ?? new AbortController().signal;
  return unlessAborted(signal, () => rebuild({ ...options, signal }));
}

async function rebuild({
  store,
  databaseUrl: url,
  schema,
  log,
  signal,
  onProgress,
}: RebuildOptions & { signal: AbortSignal }): Promise<Rebuilt> {
  const startedAt = performance.now();
  await using held = new AsyncDisposableStack();
  const streams = logStreams(store.shape);
  const { beside, live, made } = held.use(
    await openWorkplace({ url, schema, log, purpose: 'rebuild', streams, signal }),
  );
  const indexes = await shedIndexes(made);
  // All of them are vacuumed once they are filled.
  for (const name of await tablesOf(made)) {
    await sql`alter table ${sql.ref(name)} set (autovacuum_enabled = off)`.execute(made);
  }
  const filler = await startFilling({ store, db: made, log, signal });
  const stopReporting = reportProgress('filling', filler, store, onProgress);
  held.defer(stopReporting);
  const follow = async () => {
    for (;;) {
      const to = { ...store.shape, streams: await streamEnds(store) };
      const behind = behindBy(filler.reached(), to);
      await filler.fill(to);
      if (behind < closeEvents) return;
      await sleep(10, signal);
      signal.throwIfAborted();
    }
  };
  await follow();
  stopReporting();
  onProgress?.({ phase: 'making the indexes', events: filler.events() });
  await finishTables(made, indexes, signal);
  onProgress?.({ phase: 'catching up', events: filler.events() });
  await follow();
  const { position, switchMs } = await comeIntoPlace({ live, filler, store, schema, beside, signal, log });
  onProgress?.({ phase: 'in place', events: filler.events() });
  return { position, switchMs, events: filler.events(), seconds: (performance.now() - startedAt) / 1_000 };
}
