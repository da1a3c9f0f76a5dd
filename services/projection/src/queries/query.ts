import { sleep, TimedOut, within } from '@messenger/kit';
import { databaseIsAway } from '@messenger/kit/postgres';
import {
  Disconnected,
  type Handled,
  handle,
  NoResponders,
  type Raw,
  type RequestContext,
  RequestTimedOut,
} from '@messenger/messaging';
import {
  type Cursor,
  covers,
  decodeCursor,
  type Endpoint,
  encodeCursor,
  isRefusal,
  type LogShape,
  logStreams,
  type Refusal,
  type ReplyOf,
  type RequestOf,
  unavailable,
} from '@messenger/proto';
import type { Db } from '@messenger/read-model';
import type { RawBuilder } from 'kysely';
import type { PositionWatch } from '../checkpoint/position-watch.ts';
import { querySeconds } from '../metrics.ts';
import { NotServing, readSnapshot } from './snapshot.ts';

export type Deps = { db: Db; positions: PositionWatch; shape: LogShape };

/** How long a query may wait for the position that it asks for, and a search for its turn. */
export const patienceMs = 2_000;

type Answer<E extends Endpoint> = ReplyOf<E> | Refusal | Raw;

/** A query of one statement: access check, position and read are one snapshot. */
export type Query<E extends Endpoint, R> = {
  endpoint: E;
  /** Everything that the answer needs; a refusal when the request makes no sense. */
  select: (request: RequestOf<E>) => RawBuilder<R> | Refusal;
  /** No rows: there is nothing, or it is not for this caller. */
  answer: (rows: R[], request: RequestOf<E>) => Answer<E>;
};

/** The handler of a query: waits for `minPosition` if it must, and never shows less than that. */
export function handleQuery<E extends Endpoint, R>(deps: Deps, query: Query<E, R>): Handled {
  return handleMeasured(query.endpoint, async (request, context) => {
    const select = query.select(request);
    if (isRefusal(select)) return select;
    const min = minimumOf(request as { minPosition?: string }, deps.shape);
    return atLeast(
      min,
      deps.positions,
      async () => {
        const { position, rows } = await readSnapshot(deps.db, deps.shape, select);
        return { position, answer: () => query.answer(rows, request) };
      },
      context,
    );
  });
}

/** Reads until what was read covers the minimum; then sets the answer's position. `unavailable` if that takes long. */
export async function atLeast<A>(
  min: Cursor | undefined,
  positions: PositionWatch,
  read: () => Promise<{ position: Cursor; answer: () => A }>,
  context: RequestContext,
): Promise<A | Refusal> {
  const deadline = performance.now() + patienceMs;
  const left = () => deadline - performance.now();
  for (;;) {
    if (min && !(await positions.until(min, left()))) return unavailable();
    const { position, answer } = await read();
    if (!min || covers(position, min)) {
      context.position = encodeCursor(position);
      return answer();
    }
    positions.saw(position);
    await sleep(5);
  }
}

/**
 * The position to wait for, of the streams that the read model is made of. None when the request names none of this
 * log: what was seen of another log says nothing about this one.
 */
export function minimumOf({ minPosition }: { minPosition?: string }, shape: LogShape): Cursor | undefined {
  const cursor = minPosition === undefined ? undefined : decodeCursor(minPosition);
  if (cursor?.generation !== shape.generation) return undefined;
  const streams: Record<string, number> = {};
  for (const stream of logStreams(shape)) streams[stream] = cursor.streams[stream] ?? 0;
  return { generation: cursor.generation, streams };
}

/** What is away may come back: the database, the server of the log, or rows that are being filled in again. */
const isPassing = (error: unknown) =>
  error instanceof NotServing ||
  error instanceof NoResponders ||
  error instanceof RequestTimedOut ||
  error instanceof Disconnected ||
  error instanceof TimedOut ||
  databaseIsAway(error);

/** Longer than any statement may take: the caller has given up by then. */
const answerWithinMs = 8_000;

/** A handler whose time is measured, and for which a database that is away is no exception but `unavailable`. */
export function handleMeasured<E extends Endpoint>(
  endpoint: E,
  answer: (request: RequestOf<E>, context: RequestContext) => Promise<Answer<E>>,
): Handled {
  const query = endpoint.subject.slice(endpoint.subject.lastIndexOf('.') + 1);
  return handle(endpoint, async (request, context) => {
    const done = querySeconds.startTimer({ query });
    let outcome = 'error';
    try {
      const result = await within(answerWithinMs, answer(request, context), query);
      outcome = isRefusal(result) ? result.code : 'ok';
      return result;
    } catch (error) {
      if (!isPassing(error)) throw error;
      context.log.warn({ err: error, query }, 'query cannot be answered now');
      outcome = 'unavailable';
      return unavailable();
    } finally {
      done({ outcome });
    }
  });
}
