/** What a person can understand and do something about: said without a stack. */
export class Trouble extends Error {
  override name = 'Trouble';
}

/** Why something failed, for a person. Of a name with several addresses Node only says what is wrong with each. */
export function reasonOf(error: unknown): string {
  if (error instanceof AggregateError && error.message === '') return error.errors.map(reasonOf).join('; ');
  return error instanceof Error ? error.message : String(error);
}
