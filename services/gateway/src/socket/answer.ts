import type { Refusal } from '@messenger/proto';
import { durableFrame, type Frame, framed } from '../live/frame.ts';
import type { FrameId } from './decode-frame.ts';

/** Of the object around `data`. */
const closingBrace = 0x7d;

/** The answer to a client's frame: `data` as an object, or as the JSON that a service gave. */
export function okFrame(id: FrameId, data: object | Uint8Array, position?: string): Frame {
  if (!(data instanceof Uint8Array)) return durableFrame({ type: 'ok', id, data, position });
  const head = Buffer.from(`${JSON.stringify({ type: 'ok', id, position }).slice(0, -1)},"data":`);
  return framed(head.length + data.length + 1, false, (body) => {
    body.set(head);
    body.set(data, head.length);
    body[body.length - 1] = closingBrace;
  });
}

export function errorFrame(id: FrameId, refusal: Refusal, requestId: string): Frame {
  const { code, message, details, retryAfter } = refusal;
  return durableFrame({ type: 'error', id, error: { code, message, details, requestId, retryAfter } });
}
