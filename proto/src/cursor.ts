import { chatStream, directoryStream, type LogShape, receiptStream, type StreamName } from './streams.ts';

/**
 * A vector of positions: for each stream the sequence of the last event seen (0: none).
 * Encoded, it is the cursor of the socket and the `X-Position` of HTTP; opaque to clients.
 */
export type Cursor = { generation: string; streams: Record<StreamName, number> };

const letterOf: Record<string, string> = { DIRECTORY: 'd', CHAT: 'c', RECEIPTS: 'r' };
/** What comes after `~` is projection's own note on a delta that comes in pages, and no part of the position. */
const cursorPattern = /^[0-9a-f]{8}(?:\.[cr]\d{1,3}-\d{1,15}|\.d-\d{1,15})*(?:~[0-9a-z-]*)?$/;

/** `<generation>.c0-17.d-4.r0-9`: short, safe in headers and URLs, readable to an operator. */
export function encodeCursor(cursor: Cursor): string {
  let text = cursor.generation;
  for (const [stream, seq] of Object.entries(cursor.streams)) {
    const [kind, shard = ''] = stream.split('-') as [string, string?];
    text += `.${letterOf[kind]}${shard}-${seq}`;
  }
  return text;
}

/** The cursor of a text, or undefined when it is none of ours. Never throws. */
export function decodeCursor(text: string): Cursor | undefined {
  if (text.length > 4096 || !cursorPattern.test(text)) return undefined;
  const [generation, ...parts] = text.replace(/~.*/, '').split('.') as [string, ...string[]];
  const streams: Record<StreamName, number> = {};
  for (const part of parts) {
    const [key, seq] = part.split('-') as [string, string];
    const shard = Number(key.slice(1));
    const stream = key === 'd' ? directoryStream : key.startsWith('c') ? chatStream(shard) : receiptStream(shard);
    streams[stream] = Number(seq);
  }
  return { generation, streams };
}

/** Position 0 in every stream of this log. */
export function startOf(shape: LogShape): Cursor {
  const streams: Record<StreamName, number> = { [directoryStream]: 0 };
  for (let shard = 0; shard < shape.chatShards; shard++) {
    streams[chatStream(shard)] = 0;
    streams[receiptStream(shard)] = 0;
  }
  return { generation: shape.generation, streams };
}

/** For each stream the greater of both. Another generation is another log: then `a` wins. */
export function mergeCursors(a: Cursor, b: Cursor): Cursor {
  if (a.generation !== b.generation) return a;
  const streams = { ...a.streams };
  for (const [stream, seq] of Object.entries(b.streams)) streams[stream] = Math.max(streams[stream] ?? 0, seq);
  return { generation: a.generation, streams };
}

/** True when `a` is at or beyond `b` in every stream that `b` names. */
export function covers(a: Cursor, b: Cursor): boolean {
  return Object.entries(b.streams).every(([stream, seq]) => (a.streams[stream] ?? 0) >= seq);
}
