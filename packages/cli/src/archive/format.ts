import { Id } from '@messenger/proto';
import { type Static, Type } from '@sinclair/typebox';

/**
 * An archive is a text of JSON lines: a head, events in the order of their streams, slugs, a foot. Events are kept
 * byte for byte, so that each chat's chain holds wherever they are imported. Streams follow each other so that what is in
 * one rests on what is in those after it, also when all of them are written meanwhile.
 */
export const archiveVersion = 1;

const Count = Type.Integer({ minimum: 0 });
const Counts = Type.Record(Type.String(), Count);

export const Head = Type.Object({
  messenger: Type.Literal('archive'),
  v: Type.Literal(archiveVersion),
  at: Type.String(),
  /** Of the log that it was taken from. */
  generation: Type.String(),
  chatShards: Type.Integer({ minimum: 1 }),
  /** The chat that it holds, or null for everything. */
  chatId: Type.Union([Id, Type.Null()]),
});
export type Head = Static<typeof Head>;

/** One event; `base64` in place of `data` where its bytes are no UTF-8. */
export const EventLine = Type.Object({
  stream: Type.String(),
  seq: Type.Integer({ minimum: 1 }),
  subject: Type.String(),
  headers: Type.Optional(Type.Record(Type.String(), Type.String())),
  data: Type.Optional(Type.String()),
  base64: Type.Optional(Type.String()),
});
export type EventLine = Static<typeof EventLine>;

export const SlugLine = Type.Object({ slug: Type.String({ pattern: '^[a-z0-9-]{3,50}$' }), chatId: Id });
export type SlugLine = Static<typeof SlugLine>;

/** The last line: what must have come before it. */
export const Foot = Type.Object({
  /** Of each stream. */
  events: Counts,
  /** Where each stream ended when its turn came: what came later is not in it. */
  ends: Type.Optional(Counts),
  slugs: Count,
  /** Of every byte before this line. */
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
});
export type Foot = Static<typeof Foot>;
