import type { ApiError, Result } from './types.ts';

export const ok = <T>(value: T): Result<T> => ({ ok: true, value });
export const failed = (error: ApiError): { ok: false; error: ApiError } => ({ ok: false, error });

export const mapped = <A, B>(result: Result<A>, map: (value: A) => B): Result<B> =>
  result.ok ? ok(map(result.value)) : result;

/** Errors that the client itself finds. `status` 0: there was no answer. */
export const clientErrors = {
  offline: { code: 'offline', status: 0, message: "You're offline. Check your connection." },
  timeout: { code: 'timeout', status: 0, message: 'The server took too long to answer.' },
  badAnswer: { code: 'bad_answer', status: 0, message: "The server's answer made no sense. Try again." },
  cancelled: { code: 'cancelled', status: 0, message: 'This was cancelled.' },
  notInChat: { code: 'not_in_chat', status: 0, message: "You're not in this chat any more." },
  signedOut: { code: 'signed_out', status: 401, message: 'Sign in to go on.' },
} as const satisfies Record<string, ApiError>;

const passing: readonly string[] = ['offline', 'timeout', 'bad_answer', 'unavailable', 'rate_limited', 'internal'];

/** True for what may well work later as it is; false for what was refused for good. */
export const isPassing = (error: ApiError): boolean => passing.includes(error.code) || error.status === 401;
