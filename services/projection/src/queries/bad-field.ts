import { type Refusal, refuse } from '@messenger/proto';

/** A field that fits its schema but makes no sense. */
export const badField = (field: string, message: string): Refusal =>
  refuse('validation_failed', 'The request does not fit the contract.', { details: [{ field, message }] });
