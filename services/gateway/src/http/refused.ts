import { type Refusal, refuse } from '@messenger/proto';

/** Carries a refusal out of a handler to the one place that answers errors. */
export class Refused extends Error {
  override name = 'Refused';
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** An input that does not fit the contract, by its field. */
export const invalid = (field: string, message: string): Refused =>
  new Refused(refuse('validation_failed', 'Some of this is not valid.', { details: [{ field, message }] }));
