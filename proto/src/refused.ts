import { errorBody, isRefusal, type Refusal, refusalStatus } from './refusal.ts';

/** Carries a refusal out of an HTTP handler to the one place that answers errors. */
export class Refused extends Error {
  override name = 'Refused';
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** What is no refusal. @throws Refused */
export function accepted<T>(answer: T | Refusal): T {
  if (isRefusal(answer)) throw new Refused(answer);
  return answer;
}

/** A refusal as an HTTP answer: its status, the one error shape and, where it says when to come back, `Retry-After`. */
export function httpRefusal(refusal: Refusal, requestId: string) {
  return {
    status: refusalStatus[refusal.code],
    headers: {
      'content-type': 'application/json; charset=utf-8',
      ...(refusal.retryAfter === undefined ? {} : { 'retry-after': Math.ceil(refusal.retryAfter) }),
    },
    body: JSON.stringify(errorBody(refusal, requestId)),
  };
}
