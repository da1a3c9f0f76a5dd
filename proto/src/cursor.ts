import { chatStream, directoryStream, type LogShape, logStreams, receiptStream, type StreamName } from './streams.ts';

/**
 * A vector of positions: for each stream the sequence of the last event seen (0: none).
 * Encoded, it is the cursor of the socket and the `X-Position` of HTTP; opaque to clients.
 */
export type Cursor = {
  generation: string;
  streams: Record<StreamName, number>;
  /** Which event stood there, where it is known: a log that lost its end and went on holds another at the sequence. */
  marks?: Record<StreamName, string>;
};

/** What tells an event from another at its sequence: the end of its id, which is random or a hash. */
export const markOf = (eventId: string | undefined): string | undefined => eventId?.replaceAll('-', '').slice(-6);

const letterOf: Record<string, string> = { DIRECTORY: 'd', CHAT: 'c', RECEIPTS: 'r' };
/** What comes after `~` is projection's own note on a delta that comes in pages, and no part of the position. */
const cursorPattern = /^[0-9a-f]{8}(?:\.(?:[cr]\d{1,3}|d)-\d{1,15}(?:-[0-9a-f]{6})?)*(?:~[0-9a-z-]*)?$/;

/** `<generation>.c0-17-9f31c2.d-4.r0-9`: short, safe in headers and URLs, readable to an operator. */
export function encodeCursor({ generation, streams, marks = {} }: Cursor): string {
  let text = generation;
  for (const [stream, seq] of Object.entries(streams)) {
    const [kind, shard = ''] = stream.split('-') as [string, string?];
    const mark = marks[stream];
    text += `.${letterOf[kind]}${shard}-${seq}${mark === undefined ? '' : `-${mark}`}`;
  }
  return text;
}

/** The cursor of a text, or undefined when it is none of ours. Never throws. */
export function decodeCursor(text: string): Cursor | undefined {
  if (text.length > 4096 || !cursorPattern.test(text)) return undefined;
  const [generation, ...parts] = text.replace(/~.*/, '').split('.') as [string, ...string[]];
  const streams: Record<StreamName, number> = {};
  const marks: Record<StreamName, string> = {};
  for (const part of parts) {
    const [key, seq, mark] = part.split('-') as [string, string, string?];
    const shard = Number(key.slice(1));
    const stream = key === 'd' ? directoryStream : key.startsWith('c') ? chatStream(shard) : receiptStream(shard);
    streams[stream] = Number(seq);
    if (mark !== undefined) marks[stream] = mark;
  }
  return withMarks({ generation, streams }, marks);
}

/** The cursor with these marks; without any, it has none. */
export function withMarks({ generation, streams }: Cursor, marks: Record<StreamName, string | undefined>): Cursor {
  const known = Object.entries(marks).filter((entry): entry is [string, string] => entry[1] !== undefined);
  return { generation, streams, ...(known.length > 0 ? { marks: Object.fromEntries(known) } : {}) };
}

/** Position 0 in every stream of this log. */
export function startOf(shape: LogShape): Cursor {
  return { generation: shape.generation, streams: Object.fromEntries(logStreams(shape).map((name) => [name, 0])) };
}

/** For each stream the greater of both. Another generation is another log: then `a` wins. */
export function mergeCursors(a: Cursor, b: Cursor): Cursor {
  if (a.generation !== b.generation) return a;
  const streams = { ...a.streams };
  const marks: Record<StreamName, string | undefined> = { ...a.marks };
  for (const [stream, seq] of Object.entries(b.streams)) {
    const mine = streams[stream];
    if (mine !== undefined && mine > seq) continue;
    if (mine !== seq) delete marks[stream];
    streams[stream] = seq;
    marks[stream] ??= b.marks?.[stream];
  }
  return withMarks({ generation: a.generation, streams }, marks);
}

/** True when `a` is at or beyond `b` in every stream that `b` names. */
export function covers(a: Cursor, b: Cursor): boolean {
  return Object.entries(b.streams).every(([stream, seq]) => (a.streams[stream] ?? 0) >= seq);
}
