import { isRefusal, type Refusal } from '@messenger/proto';

/** Carries a refusal out of a handler to the one place that answers errors. */
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
