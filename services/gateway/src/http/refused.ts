import { Refused, refuse } from '@messenger/proto';

/** An input that does not fit the contract, by its field. */
export const invalid = (field: string, message: string): Refused =>
  new Refused(refuse('validation_failed', 'Some of this is not valid.', { details: [{ field, message }] }));
