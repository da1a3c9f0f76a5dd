import { type Cursor, decodeCursor, type LogShape, mergeCursors, startOf } from '@messenger/proto';

/**
 * The position a client says it has seen. Of another log's generation or of streams that this one does not have,
 * it says nothing here. Undefined when it is malformed.
 */
export function positionOf(text: string | undefined, shape: LogShape): Cursor | undefined {
  const start = startOf(shape);
  if (text === undefined) return start;
  const claimed = decodeCursor(text);
  if (!claimed) return undefined;
  if (claimed.generation !== shape.generation) return start;
  const streams = { ...start.streams };
  for (const stream of Object.keys(streams)) streams[stream] = claimed.streams[stream] ?? 0;
  return { generation: shape.generation, streams };
}

/** What was seen so far and what an answer shows, together. */
export function covering(position: Cursor, encoded: string | undefined): Cursor {
  const shown = encoded === undefined ? undefined : decodeCursor(encoded);
  return shown ? mergeCursors(position, shown) : position;
}

/** True when it asks for nothing: position 0 in every stream. */
export const isStart = (position: Cursor): boolean => Object.values(position.streams).every((seq) => seq === 0);
