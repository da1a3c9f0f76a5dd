import { errorBody, type RefusalCode, refusalStatus } from '@messenger/proto';
import type { Json } from './published.ts';

/** The codes by the status they come with, in rising order. */
export function statusesOf(codes: readonly RefusalCode[]): [status: number, codes: RefusalCode[]][] {
  const byStatus = Map.groupBy(codes, (code) => refusalStatus[code]);
  return [...byStatus].sort(([a], [b]) => a - b);
}

const messages: Partial<Record<RefusalCode, string>> = {
  validation_failed: 'Some of this is not valid.',
  unauthenticated: 'Sign in to do this.',
  not_found: 'There is nothing here, or you may not see it.',
  rate_limited: 'Too many in a short time. Try again in 12 seconds.',
  unavailable: 'This is not available right now. Try again in a moment.',
};
const requestId = '0199d2f4-7a10-7c3e-9f21-5b1c8e0a4d78';

/** An answer with each of the codes, by its name. */
export function errorExamples(codes: readonly RefusalCode[]): Json {
  return Object.fromEntries(
    codes.map((code) => {
      const details =
        code === 'validation_failed' ? { details: [{ field: '/text', message: 'must not be empty' }] } : {};
      const message = messages[code] ?? 'A sentence for a person.';
      return [code, { value: errorBody({ refused: true, code, message, ...details }, requestId) }];
    }),
  );
}
