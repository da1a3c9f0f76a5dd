import { type Db, openDatabase } from '../database/database.ts';
import { type Beside, cancelStatements, openBeside, type Place } from './beside.ts';
import { requireSameMigrations } from './versions.ts';

/** The tables that serve, and those beside them that are worked on. */
export type Workplace = AsyncDisposable & { beside: Beside; live: Db; made: Db };

export type WorkplaceOptions = Place & {
  purpose: 'rebuild' | 'verify';
  /** Each is written on a connection of its own. */
  streams: readonly string[];
  /** Whatever statements run are ended with it. */
  signal: AbortSignal;
};

/**
 * What makes indexes and compares tables has much of the machine, but shares it with what serves. Two indexes are made at
 * a time, each by one process: several make the biggest, of trigrams, a third sooner at a quarter more work (measured).
 */
const settings = { maintenance_work_mem: '256MB', work_mem: '64MB', max_parallel_maintenance_workers: '0' };
/** Nobody waits for an answer, and the machine may be busy. */
const connectTimeoutMs = 30_000;
/** Beside the writing ones: some of the work is done two at a time. */
const moreConnections = 2;

/** @throws Busy, OtherVersion */
export async function openWorkplace(options: WorkplaceOptions): Promise<Workplace> {
  const { url, schema, log, purpose, streams, signal } = options;
  await using held = new AsyncDisposableStack();
  const beside = held.use(await openBeside({ url, schema, log }, purpose));
  const cancel = () => void cancelStatements(url, beside.applicationName).catch(() => undefined);
  signal.addEventListener('abort', cancel);
  held.defer(() => signal.removeEventListener('abort', cancel));
  const connect = (name: string) =>
    held.adopt(
      openDatabase({
        url,
        schema: name,
        applicationName: beside.applicationName,
        poolName: purpose,
        maxConnections: streams.length + moreConnections,
        connectTimeoutMs,
        statementTimeoutMs: 0,
        // What a crash takes with it is begun anew in any case.
        synchronousCommit: false,
        settings,
        log,
      }),
      (db) => db.destroy(),
    );
  const [live, made] = [connect(schema), connect(beside.schema)];
  await requireSameMigrations(live, schema, beside.schema);
  const owned = held.move();
  return { beside, live, made, [Symbol.asyncDispose]: () => owned.disposeAsync() };
}

/** The work's result; once the signal has aborted, its reason, whatever the work says of the statements that it ended. */
export async function unlessAborted<T>(signal: AbortSignal, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
