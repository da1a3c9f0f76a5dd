import type { EventStore } from '@messenger/event-store';
import type { RequestContext } from '@messenger/messaging';
import { type Cursor, covers, mergeCursors, queries, type RequestOf } from '@messenger/proto';
import type { PositionWatch } from '../checkpoint/position-watch.ts';
import { atLeast, handleMeasured, minimumOf, type QueryDeps } from '../queries/query.ts';
import { readDelta, type Since } from './read-delta.ts';
import { decodeResumption } from './resumption.ts';

type Request = RequestOf<typeof queries.sync>;

const defaultMaxBytes = 700_000;

/** What a device missed since its cursor, and what a gateway needs to go on from there. */
export const handleSync = ({ db, positions, shape, store }: QueryDeps & { store: Pick<EventStore, 'bounds'> }) =>
  handleMeasured(queries.sync, async (request: Request, context: RequestContext) => {
    const { by, cursor, maxBytes = defaultMaxBytes } = request;
    const since = await sinceOf(cursor);
    const min = laterOf(minimumOf(request, shape), typeof since === 'string' ? undefined : since.position);
    return atLeast(min, positions, () => readDelta(db, shape, by, since, maxBytes), context);

    async function sinceOf(text: string | undefined): Promise<Since> {
      if (text === undefined) return 'now';
      const resumption = decodeResumption(text, shape);
      if (!resumption || (await isBeyondLog(resumption.position, positions, store))) return 'reset';
      return resumption;
    }
  });

/** True when a device saw more than the log has: the log was restored, and the device's state is of a lost future. */
async function isBeyondLog(
  cursor: Cursor,
  positions: PositionWatch,
  store: Pick<EventStore, 'bounds'>,
): Promise<boolean> {
  if (covers(positions.known(), cursor)) return false;
  for (const [stream, seq] of Object.entries(cursor.streams)) {
    if (seq > (positions.known().streams[stream] ?? 0) && seq > (await store.bounds(stream)).last) return true;
  }
  return false;
}

function laterOf(a: Cursor | undefined, b: Cursor | undefined): Cursor | undefined {
  return a && b ? mergeCursors(a, b) : (a ?? b);
}
