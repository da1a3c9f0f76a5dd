import { decodeEvent, type EventStore } from '@messenger/event-store';
import type { RequestContext } from '@messenger/messaging';
import { type Cursor, covers, markOf, mergeCursors, queries, type RequestOf } from '@messenger/proto';
import type { PositionWatch } from '../checkpoint/position-watch.ts';
import { atLeast, type Deps, handleMeasured, minimumOf } from '../queries/query.ts';
import { readDelta, type Since } from './read-delta.ts';
import { decodeResumption } from './resumption.ts';

type Request = RequestOf<typeof queries.sync>;

type Log = Pick<EventStore, 'bounds' | 'at'>;

const defaultMaxBytes = 700_000;

/** What a device missed since its cursor, and what a gateway needs to go on from there. */
export const handleSync = ({ db, positions, shape, events }: Deps & { events: Log }) =>
  handleMeasured(queries.sync, async (request: Request, context: RequestContext) => {
    const { by, cursor, maxBytes = defaultMaxBytes } = request;
    const since = await sinceOf(cursor);
    const min = laterOf(minimumOf(request, shape), typeof since === 'string' ? undefined : since.position);
    return atLeast(min, positions, () => readDelta(db, shape, by, since, maxBytes), context);

    async function sinceOf(text: string | undefined): Promise<Since> {
      if (text === undefined) return 'now';
      const resumption = decodeResumption(text, shape);
      if (!resumption || (await isOfLostLog(resumption.position, positions, events))) return 'reset';
      return resumption;
    }
  });

/** True when a device saw what the log does not have: the log lost its end, and the device's state is of a lost future. */
async function isOfLostLog(cursor: Cursor, positions: PositionWatch, events: Log): Promise<boolean> {
  return (await isBeyondLog(cursor, positions, events)) || (await holdsOthers(cursor, events));
}

/** True when the log holds another event where the device saw one. Of what was replaced since, nothing can be said. */
async function holdsOthers({ streams, marks = {} }: Cursor, events: Log): Promise<boolean> {
  const others = Object.entries(marks).map(async ([stream, mark]) => {
    const seq = streams[stream] ?? 0;
    // Before the first event there is none that could be marked.
    if (seq === 0) return true;
    const held = await events.at(stream, seq);
    return held !== undefined && markOf(decodeEvent(held.subject, held.data).id) !== mark;
  });
  return (await Promise.all(others)).some(Boolean);
}

async function isBeyondLog(cursor: Cursor, positions: PositionWatch, events: Log): Promise<boolean> {
  if (covers(positions.known(), cursor)) return false;
  for (const [stream, seq] of Object.entries(cursor.streams)) {
    if (seq > (positions.known().streams[stream] ?? 0) && seq > (await events.bounds(stream)).last) return true;
  }
  return false;
}

function laterOf(a: Cursor | undefined, b: Cursor | undefined): Cursor | undefined {
  return a && b ? mergeCursors(a, b) : (a ?? b);
}
