import { type Static, Type } from '@sinclair/typebox';
import type { Flaw } from './validation.ts';

/**
 * Every error code there is, with its HTTP status. A refusal is a value: it is decided, travels as a reply
 * and ends in the one error shape; exceptions are for what nobody decided.
 */
export const refusalStatus = {
  validation_failed: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  username_taken: 409,
  slug_taken: 409,
  group_full: 409,
  not_contacts: 409,
  already_contacts: 409,
  chat_closed: 409,
  id_reused: 409,
  ambiguous: 409,
  too_large: 413,
  unsupported_media: 415,
  range_not_satisfiable: 416,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type RefusalCode = keyof typeof refusalStatus;

export const Detail = Type.Object({ field: Type.String(), message: Type.String() });

/** What a service answers instead of a result. `retryAfter` in seconds. */
export type Refusal = {
  readonly refused: true;
  code: RefusalCode;
  message: string;
  details?: Flaw[];
  retryAfter?: number;
};

/** The one error shape of HTTP answers. */
export const ErrorBody = Type.Object({
  error: Type.Object({
    code: Type.String(),
    message: Type.String({ description: 'for a person' }),
    details: Type.Optional(Type.Array(Detail)),
    requestId: Type.String(),
    retryAfter: Type.Optional(Type.Number({ description: 'seconds; on the socket' })),
  }),
});
export type ErrorBody = Static<typeof ErrorBody>;

/** A refusal in that shape. */
export const errorBody = ({ code, message, details }: Refusal, requestId: string): ErrorBody => ({
  error: { code, message, ...(details ? { details } : {}), requestId },
});

/** Makes a refusal. `message` is shown to people: short, plain, tells nothing it should not. */
export function refuse(
  code: RefusalCode,
  message: string,
  more: { details?: Flaw[]; retryAfter?: number } = {},
): Refusal {
  return { refused: true, code, message, ...more };
}

/** An input that does not fit the contract. `message`: the whole sentence, where there is a better one. */
export const invalid = (details: Flaw[], message = 'Some of this is not valid.'): Refusal =>
  refuse('validation_failed', message, { details });

/** One field that does not fit the contract: a JSON pointer, and what is wrong with it. */
export const invalidField = (field: string, flaw: string, message?: string): Refusal =>
  invalid([{ field, message: flaw }], message);

/** True for a refusal, also one that came as JSON. */
export function isRefusal(value: unknown): value is Refusal {
  return typeof value === 'object' && value !== null && (value as { refused?: unknown }).refused === true;
}

/** Nothing that exists here for this caller: the same for what is hidden and for what never was (R37). */
export const notFound = (): Refusal => refuse('not_found', 'There is nothing here, or you may not see it.');

/** Not now, whether or not it was done; the same may be asked again. `retryAfter` in seconds. */
export const unavailable = (retryAfter = 1): Refusal =>
  refuse('unavailable', 'This is not available right now. Try again in a moment.', { retryAfter });
