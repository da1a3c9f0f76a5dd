import { hostname } from 'node:os';
import { type EventStore, serveFollowers, streamEnds } from '@messenger/event-store';
import { backoff, type Logger, newId, SharedSlots, sleep } from '@messenger/kit';
import { serve } from '@messenger/messaging';
import { logStreams } from '@messenger/proto';
import { openDatabase, prepareCheckpoints } from '@messenger/read-model';
import { watchPositions } from './checkpoint/position-watch.ts';
import { type Projector, startProjector } from './projector/projector.ts';
import { allQueries } from './queries/index.ts';
import { readPosition } from './queries/snapshot.ts';

export type AppDeps = {
  events: EventStore;
  databaseUrl: string;
  /** The schema of the read model; it has been migrated. */
  schema: string;
  /** Connections for queries. */
  readConnections: number;
  log: Logger;
};

export type App = AsyncDisposable & {
  /** True when the database answers and the read model has what the log held when it was last empty. */
  ready(): Promise<boolean>;
  /** Rejects when this process can be of no more use and must be started anew. */
  readonly failed: Promise<never>;
};

const queryTimeoutMs = 4_000;
const batchTimeoutMs = 60_000;
/** A follower that stands still amid a batch holds the checkpoint for no longer than another waits for its lease. */
const batchIdleMs = 3_000;
/** Most of them wait for a position or a connection. */
const queriesInWork = 512;
/** Of the connections for queries, what all searches take at most; and how many of one user are in work. */
const searchShare = 0.3;
const searchesOfUser = 2;

/** Starts to follow the log and to answer queries; both wait by themselves for a database that is away. */
export async function startApp({ events, databaseUrl, schema, readConnections, log }: AppDeps): Promise<App> {
  const { shape } = events;
  const streams = logStreams(shape);
  await using held = new AsyncDisposableStack();

  const database = { url: databaseUrl, schema, log };
  const reading = held.adopt(
    openDatabase({
      ...database,
      applicationName: 'projection-query',
      maxConnections: readConnections,
      statementTimeoutMs: queryTimeoutMs,
    }),
    (db) => db.destroy(),
  );
  const writing = held.adopt(
    openDatabase({
      ...database,
      // Which process it is that writes, for who looks at the database's activity.
      applicationName: `projection-follow ${process.pid}@${hostname()}`,
      poolName: 'projection-follow',
      maxConnections: streams.length + 1,
      statementTimeoutMs: batchTimeoutMs,
      idleInTransactionMs: batchIdleMs,
      // A commit lost in a crash is read again from the log: the checkpoint is lost with it.
      synchronousCommit: false,
    }),
    (db) => db.destroy(),
  );
  const positions = held.use(watchPositions(shape, () => readPosition(reading, shape)));

  const failure = Promise.withResolvers<never>();
  failure.promise.catch(() => undefined);
  const stopping = new AbortController();
  const projectors: Projector[] = [];
  const instanceId = newId();
  held.use(await serveFollowers(events, { service: 'projection', instance: instanceId }));

  const begin = async () => {
    const pause = backoff({ minMs: 100, maxMs: 5_000 });
    while (!stopping.signal.aborted) {
      try {
        await prepareCheckpoints(writing, shape, await streamEnds(events), log);
        break;
      } catch (error) {
        log.warn({ err: error }, 'waiting for the database');
        await sleep(pause(), stopping.signal);
      }
    }
    for (const stream of streams) {
      if (stopping.signal.aborted) return;
      const projector = startProjector(stream, { events, db: writing, positions, instanceId, log });
      projectors.push(projector);
      projector.failed.catch(failure.reject);
    }
  };
  const beginning = begin();
  const giveUpLeases = async () => {
    stopping.abort();
    await beginning;
    await Promise.all(projectors.map((projector) => projector[Symbol.asyncDispose]()));
  };
  held.defer(giveUpLeases);

  const searches = new SharedSlots({
    all: Math.max(1, Math.floor(readConnections * searchShare)),
    ofOne: searchesOfUser,
  });
  const serving = held.use(
    await serve(events.bus, {
      name: 'projection',
      description: 'Answers queries from the read model.',
      log,
      endpoints: allQueries({ db: reading, positions, shape, events, searches }),
      concurrency: queriesInWork,
    }),
  );

  const owned = held.move();
  return {
    failed: failure.promise,
    ready: () =>
      readPosition(reading, shape).then(
        () => true,
        () => false,
      ),
    async [Symbol.asyncDispose]() {
      // Queries in work may wait for a position, which another instance can only reach once it has the leases.
      await Promise.allSettled([giveUpLeases(), serving[Symbol.asyncDispose]()]);
      await owned.disposeAsync();
    },
  };
}
