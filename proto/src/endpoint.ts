import type { Static, TSchema } from '@sinclair/typebox';

/** One thing a service answers over NATS: where, what it takes, what it gives. */
export type Endpoint<Q extends TSchema = TSchema, R extends TSchema = TSchema> = {
  readonly subject: string;
  readonly request: Q;
  readonly reply: R;
};
/** What who asks sends, and what they get when it is no refusal. */
export type RequestOf<E extends Endpoint> = Static<E['request']>;
export type ReplyOf<E extends Endpoint> = Static<E['reply']>;

/** An endpoint at a subject, with the schemas that both sides hold requests and replies to. */
export function endpoint<Q extends TSchema, R extends TSchema>(subject: string, request: Q, reply: R): Endpoint<Q, R> {
  return { subject, request, reply };
}
