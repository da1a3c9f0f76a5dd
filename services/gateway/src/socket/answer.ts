import type { Refusal } from '@messenger/proto';
import { durableFrame, type Frame } from '../live/frame.ts';
import type { FrameId } from './decode-frame.ts';

/** The answer to a client's frame: `data` as an object, or as the JSON that a service gave. */
export function okFrame(id: FrameId, data: object | Uint8Array, position?: string): Frame {
  if (!(data instanceof Uint8Array)) return durableFrame({ type: 'ok', id, data, position });
  const head = JSON.stringify({ type: 'ok', id, position });
  return { bytes: Buffer.concat([Buffer.from(`${head.slice(0, -1)},"data":`), data, closingBrace]), ephemeral: false };
}

const closingBrace = Buffer.from('}');

export function errorFrame(id: FrameId, refusal: Refusal, requestId: string): Frame {
  const { code, message, details, retryAfter } = refusal;
  return durableFrame({ type: 'error', id, error: { code, message, details, requestId, retryAfter } });
}
