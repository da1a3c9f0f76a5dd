import { decodeEvent, streamEnds } from '@messenger/event-store';
import { silentLogger, sleep } from '@messenger/kit';
import { call } from '@messenger/messaging';
import {
  type Endpoint,
  encodeCursor,
  flawsOf,
  isRefusal,
  logStreams,
  markOf,
  type Push,
  queries,
  type Refusal,
  type ReplyOf,
  type RequestOf,
  withMarks,
} from '@messenger/proto';
import { migrate } from '@messenger/read-model';
import {
  openLog,
  provisionLog,
  type Story,
  storyIn,
  type TestLog,
  type TestStack,
  testStack,
} from '@messenger/testkit';
import pg from 'pg';
import { expect } from 'vitest';
import { type App, startApp } from '../src/app.ts';

export const schema = 'read';

type Question<E extends Endpoint> = Omit<RequestOf<E>, 'minPosition'> & { minPosition?: string };
export type SyncPage = ReplyOf<typeof queries.sync> & { events: Push[] };

/** A stack with the log, a migrated database, and as many projections as a test starts. */
export type World = AsyncDisposable & {
  stack: TestStack;
  /** As operator: tests write the log themselves. */
  operator: TestLog;
  story: Story;
  startProjection(): Promise<App>;
  /** Where the log ends now. */
  end(): Promise<string>;
  /** Asks as of now: with everything that is in the log. Checks the answer against its schema. */
  ask<E extends Endpoint>(endpoint: E, request: Question<E>): Promise<ReplyOf<E>>;
  /** The code of the refusal. */
  refusal<E extends Endpoint>(endpoint: E, request: Question<E>): Promise<string>;
  /** Every page of a sync. */
  sync(by: string, cursor: string, maxBytes?: number): Promise<SyncPage & { pages: number }>;
  sql<R extends object>(statement: string, values?: unknown[]): Promise<R[]>;
};

export async function openWorld(options: { chatShards?: number; ownPostgres?: boolean } = {}): Promise<World> {
  await using held = new AsyncDisposableStack();
  const { chatShards = 1, ownPostgres = false } = options;
  const stack = held.use(await testStack({ postgres: !ownPostgres, ownPostgres, chatShards }));
  await provisionLog(stack, chatShards);
  await migrate({ url: stack.databaseUrl, schema, log: silentLogger });
  const operator = held.use(await openLog(stack));
  const { events } = operator;
  const streams = logStreams(events.shape);
  const owned = held.move();

  const end = async () => {
    const position = await streamEnds(events);
    const marks = await Promise.all(
      streams.map(async (stream) => {
        const held = await events.at(stream, position[stream]!);
        return [stream, held && markOf(decodeEvent(held.subject, held.data).id)] as const;
      }),
    );
    return encodeCursor(
      withMarks({ generation: events.shape.generation, streams: position }, Object.fromEntries(marks)),
    );
  };
  const answer = async <E extends Endpoint>(endpoint: E, request: Question<E>) => {
    const minPosition = request.minPosition ?? (await end());
    const context = { requestId: 'test', timeoutMs: 10_000 };
    return call(operator.bus, endpoint, { ...request, minPosition } as unknown as RequestOf<E>, context);
  };
  const ask: World['ask'] = async (endpoint, request) => {
    let reply = await answer(endpoint, request);
    // A busy machine may need longer than the answer's time: whoever asks is told when to ask again, and does.
    for (let n = 0; n < 10 && isRefusal(reply) && reply.code === 'unavailable'; n++) {
      await sleep((reply.retryAfter ?? 1) * 1_000);
      reply = await answer(endpoint, request);
    }
    if (isRefusal(reply)) throw new Error(`refused: ${JSON.stringify(reply)}`);
    expect(flawsOf(endpoint.reply, reply.value)).toEqual([]);
    expect(reply.position).toBeDefined();
    return reply.value;
  };

  return {
    stack,
    operator,
    story: storyIn(events),
    end,
    ask,
    async startProjection() {
      const log = owned.use(await openLog(stack, 'projection'));
      const app = await startApp({
        events: log.events,
        databaseUrl: stack.databaseUrl,
        schema,
        readConnections: 5,
        log: silentLogger,
      });
      owned.use(app);
      return app;
    },
    async refusal(endpoint, request) {
      const reply = await answer(endpoint, request);
      return (reply as Refusal).code;
    },
    async sync(by, cursor, maxBytes) {
      const pages: SyncPage[] = [];
      let at = cursor;
      do {
        pages.push(await ask(queries.sync, { by, cursor: at, ...(maxBytes === undefined ? {} : { maxBytes }) }));
        at = pages.at(-1)!.position;
      } while (pages.at(-1)!.more);
      return { ...pages.at(-1)!, events: pages.flatMap((page) => page.events), pages: pages.length };
    },
    async sql<R extends object>(statement: string, values: unknown[] = []) {
      const client = new pg.Client({ connectionString: stack.databaseUrl, options: `-c search_path=${schema},public` });
      client.on('error', () => undefined);
      await client.connect();
      try {
        return (await client.query<R>(statement, values)).rows;
      } finally {
        await client.end();
      }
    },
    [Symbol.asyncDispose]: () => owned.disposeAsync(),
  };
}
