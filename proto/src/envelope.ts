import { type Static, type TObject, type TProperties, Type } from '@sinclair/typebox';
import { Id } from './ids.ts';
import { Time } from './text.ts';

/** SHA-256 of the subject's previous event as stored, first 16 bytes as base64url; null for the first. */
export const Prev = Type.Union([Type.String({ pattern: '^[A-Za-z0-9_-]{22}$' }), Type.Null()]);

/**
 * One event as stored: one NATS message, JSON. `id` is the command's id (a message's id for sends), `version` counts
 * the aggregate's events 1, 2, 3 … without a gap, `by` is the user who acted, `at` never runs backwards in a subject.
 */
const envelope = <T extends string, K extends string, D extends TProperties>(
  key: K,
  type: T,
  v: number,
  data: TObject<D>,
) =>
  Type.Object({
    id: Id,
    type: Type.Literal(type),
    v: Type.Literal(v),
    [key]: Id,
    version: Type.Integer({ minimum: 1 }),
    prev: Prev,
    by: Id,
    at: Time,
    data,
  } as {
    id: typeof Id;
    type: ReturnType<typeof Type.Literal<T>>;
    v: ReturnType<typeof Type.Literal<number>>;
    version: ReturnType<typeof Type.Integer>;
    prev: typeof Prev;
    by: typeof Id;
    at: typeof Time;
    data: TObject<D>;
  } & Record<K, typeof Id>);

export const chatEvent = <T extends string, D extends TProperties>(type: T, v: number, data: TObject<D>) =>
  envelope('chatId', type, v, data);
export const userEvent = <T extends string, D extends TProperties>(type: T, v: number, data: TObject<D>) =>
  envelope('userId', type, v, data);
export const contactEvent = <T extends string, D extends TProperties>(type: T, v: number, data: TObject<D>) =>
  envelope('pairId', type, v, data);

/** The first message of every stream: which log this is. Whoever follows it compares. */
export const LogCreated = Type.Object({
  id: Id,
  type: Type.Literal('LogCreated'),
  v: Type.Literal(1),
  stream: Type.String(),
  at: Time,
  data: Type.Object({
    generation: Type.String({ pattern: '^[0-9a-f]{8}$' }),
    chatShards: Type.Integer({ minimum: 1, maximum: 64 }),
  }),
});
export type LogCreated = Static<typeof LogCreated>;
