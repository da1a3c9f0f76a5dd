import type { Push } from '@messenger/proto';

/** A push as it goes over the wire, made once for all who get it. Ephemeral ones may be dropped, the others never. */
export type Frame = { readonly bytes: Buffer; readonly ephemeral: boolean };

/** A live push with the cursor that it carries. */
export function pushFrame(push: Push, cursor: string): Frame {
  const text = JSON.stringify(push);
  return { bytes: Buffer.from(`${text.slice(0, -1)},"cursor":"${cursor}"}`), ephemeral: false };
}

/** Anything else that must arrive: answers, missed events, `ready`. */
export const durableFrame = (value: unknown): Frame => ({
  bytes: Buffer.from(JSON.stringify(value)),
  ephemeral: false,
});

/** What may be lost: typing, presence. */
export const ephemeralFrame = (push: Push): Frame => ({ bytes: Buffer.from(JSON.stringify(push)), ephemeral: true });
