import type { Refusal } from '@messenger/proto';
import { durableFrame, type Frame, framed, frameOf } from '../live/frame.ts';
import type { FrameId } from './decode-frame.ts';

/** Of the object around `data`. */
const closingBrace = 0x7d;

/** A refusal of what a frame asks for, with its details as they stand in the frame: whoever refuses sees its data alone. */
export const inFrame = (refusal: Refusal): Refusal => ({
  ...refusal,
  ...(refusal.details && { details: refusal.details.map(inData) }),
});

/** A flaw of a frame's data as one of the frame. */
export const inData = ({ field, message }: { field: string; message: string }) => ({
  field: `/data${field.replace(/^\/$/, '')}`,
  message,
});

/** The answer to a client's frame. */
export type Given = {
  /** An object, or the JSON that a service gave. */
  data: object | Uint8Array;
  position?: string | undefined;
  /** See `Frame`. */
  patientMs?: number;
};

/** `ok`: what was asked for is done. */
export function okFrame(id: FrameId, { data, position, patientMs = 0 }: Given): Frame {
  if (!(data instanceof Uint8Array)) return frameOf(JSON.stringify({ type: 'ok', id, data, position }), { patientMs });
  const head = Buffer.from(`${JSON.stringify({ type: 'ok', id, position }).slice(0, -1)},"data":`);
  const fill = (body: Buffer) => {
    body.set(head);
    body.set(data, head.length);
    body[body.length - 1] = closingBrace;
  };
  return framed(head.length + data.length + 1, fill, { patientMs });
}

/** `error`: why it is not. `retryAfter` in seconds. */
export function errorFrame(id: FrameId, refusal: Refusal, requestId: string): Frame {
  const { code, message, details, retryAfter } = refusal;
  return durableFrame({ type: 'error', id, error: { code, message, details, requestId, retryAfter } });
}
