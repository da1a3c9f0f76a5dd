import type { Push } from '@messenger/proto';

/** What goes to clients, made once for all who get it: `bytes` is the text, `wire` the same as a whole WebSocket frame. */
export type Frame = Traits & { readonly bytes: Buffer; readonly wire: Buffer };

type Traits = {
  /** May be dropped; any other never. */
  readonly ephemeral?: boolean;
  /** May wait for so long (ms) for others to the same socket: nobody looks on while receipts travel. */
  readonly patientMs?: number;
};

/**
 * There are as many receipts as messages, or more, and each would be a write of its own. Between two people a tick is
 * waited for; in a group it is a number that changes, and what the other devices of a reader are told, nobody sees.
 */
export const patienceMs = { betweenTwo: 100, otherwise: 500 } as const;

function patienceWith({ type, data }: Push): number {
  if (type === 'chat:read') return patienceMs.otherwise;
  if (type !== 'message:read' && type !== 'message:delivered') return 0;
  return 'count' in (data as object) ? patienceMs.otherwise : patienceMs.betweenTwo;
}

/** A live push with the cursor that it carries. */
export function liveFrame(push: Push, cursor: string): Frame {
  const text = JSON.stringify(push);
  return frameOf(`${text.slice(0, -1)},"cursor":"${cursor}"}`, { patientMs: patienceWith(push) });
}

/** Anything else that must arrive: answers, missed events, `ready`. */
export const durableFrame = (value: unknown): Frame => frameOf(JSON.stringify(value));

/** What may be lost: typing, presence. */
export const ephemeralFrame = (push: Push): Frame => frameOf(JSON.stringify(push), { ephemeral: true });

/** A frame that is made at the first call, so never when nobody here wants it. */
export function once(make: () => Frame): () => Frame {
  let made: Frame | undefined;
  return () => {
    made ??= make();
    return made;
  };
}

/** FIN and the opcode of text. */
const finalText = 0x81;

/** A text as a frame. */
export const frameOf = (text: string, traits?: Traits): Frame =>
  framed(Buffer.byteLength(text), (body) => body.write(text), traits);

/**
 * So many bytes of text as a server sends them: one part, unmasked (RFC 6455, section 5.2). Made here and not by each
 * socket, since the same bytes go to everyone. `fill` writes all of them.
 */
export function framed(length: number, fill: (body: Buffer) => void, traits?: Traits): Frame {
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
  return { ...traits, bytes, wire };
}
