import type { Push } from '@messenger/proto';

/**
 * What goes to clients, made once for all who get it: `bytes` is the text, `wire` the same as a whole WebSocket frame.
 * Ephemeral ones may be dropped, the others never.
 */
export type Frame = { readonly bytes: Buffer; readonly wire: Buffer; readonly ephemeral: boolean };

/** A live push with the cursor that it carries. */
export function pushFrame(push: Push, cursor: string): Frame {
  const text = JSON.stringify(push);
  return frameOf(`${text.slice(0, -1)},"cursor":"${cursor}"}`, false);
}

/** Anything else that must arrive: answers, missed events, `ready`. */
export const durableFrame = (value: unknown): Frame => frameOf(JSON.stringify(value), false);

/** What may be lost: typing, presence. */
export const ephemeralFrame = (push: Push): Frame => frameOf(JSON.stringify(push), true);

/** FIN and the opcode of text. */
const finalText = 0x81;

/** A text as a frame. */
export const frameOf = (text: string, ephemeral: boolean): Frame =>
  framed(Buffer.byteLength(text), ephemeral, (body) => body.write(text));

/**
 * So many bytes of text as a server sends them: one part, unmasked (RFC 6455, section 5.2). Made here and not by each
 * socket, since the same bytes go to everyone. `fill` writes all of them.
 */
export function framed(length: number, ephemeral: boolean, fill: (body: Buffer) => void): Frame {
  const start = length < 126 ? 2 : length < 65_536 ? 4 : 10;
  const wire = Buffer.allocUnsafe(start + length);
  wire[0] = finalText;
  if (start === 2) wire[1] = length;
  else if (start === 4) {
    wire[1] = 126;
    wire.writeUInt16BE(length, 2);
  } else {
    wire[1] = 127;
    wire.writeBigUInt64BE(BigInt(length), 2);
  }
  const bytes = wire.subarray(start);
  fill(bytes);
  return { bytes, wire, ephemeral };
}
