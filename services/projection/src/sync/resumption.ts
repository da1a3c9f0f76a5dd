import {
  type Cursor,
  chatStream,
  decodeCursor,
  encodeCursor,
  type LogShape,
  logStreams,
  withMarks,
} from '@messenger/proto';

/** A part of a stream, whose beginning up to `at` was delivered already: what remains is (at, to]. */
export type Stretch = { stream: string; from: number; at: number; to: number };

/**
 * Where a device goes on from. `begun` is the stretch in the middle of which a page ended: what is told of a chat
 * depends on how much of it was missed in the whole stretch, so the next page must know where that began and ends.
 */
export type Resumption = { position: Cursor; begun?: { stream: string; from: number; to: number } };

const notePattern = /~c(\d{1,3})-(\d{1,15})-(\d{1,15})$/;

export function encodeResumption({ position, begun }: Resumption): string {
  if (!begun) return encodeCursor(position);
  const shard = begun.stream.slice(begun.stream.indexOf('-') + 1);
  return `${encodeCursor(position)}~c${shard}-${begun.from}-${begun.to}`;
}

/** Undefined when the text is no cursor of this log. A note that does not fit its position is left out. */
export function decodeResumption(text: string, shape: LogShape): Resumption | undefined {
  const cursor = decodeCursor(text);
  if (cursor?.generation !== shape.generation) return undefined;
  const streams = logStreams(shape);
  const seen: Cursor['streams'] = {};
  const marks: Record<string, string | undefined> = {};
  for (const stream of streams) {
    seen[stream] = cursor.streams[stream] ?? 0;
    marks[stream] = cursor.marks?.[stream];
  }
  const position = withMarks({ generation: shape.generation, streams: seen }, marks);
  const [, shard, from, to] = notePattern.exec(text) ?? [];
  if (shard === undefined) return { position };
  const begun = { stream: chatStream(Number(shard)), from: Number(from), to: Number(to) };
  const at = position.streams[begun.stream];
  return at !== undefined && begun.from <= at && at <= begun.to ? { position, begun } : { position };
}

/** What remains to be told of a stream up to its end: the stretch that was begun, then all after it. */
export function stretchesOf(stream: string, { position, begun }: Resumption, end: number): Stretch[] {
  const at = position.streams[stream] ?? 0;
  const rest =
    begun?.stream === stream && begun.to <= end
      ? [
          { stream, from: begun.from, at, to: begun.to },
          { stream, from: begun.to, at: begun.to, to: end },
        ]
      : [{ stream, from: at, at, to: end }];
  return rest.filter((stretch) => stretch.at < stretch.to);
}
