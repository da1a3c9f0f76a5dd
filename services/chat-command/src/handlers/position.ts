import type { EventStore } from '@messenger/event-store';
import type { RequestContext } from '@messenger/messaging';
import { decodeCursor, encodeCursor, mergeCursors, headers as names, type StreamName } from '@messenger/proto';

/** Adds to the position that the answer shows: whoever reads with it sees at least this sequence. */
export function show(context: RequestContext, { shape }: EventStore, stream: StreamName, seq: number): void {
  const here = { generation: shape.generation, streams: { [stream]: seq } };
  const before = context.position ? decodeCursor(context.position) : undefined;
  context.position = encodeCursor(before ? mergeCursors(before, here) : here);
}

/** The headers of an event, so that its path can be traced from the browser to the projection. */
export const eventHeaders = ({ requestId, traceparent }: RequestContext) => ({
  [names.requestId]: requestId,
  [names.traceparent]: traceparent,
});
