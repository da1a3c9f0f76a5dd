import { databaseIsAway } from '@messenger/kit/postgres';

/** Something we need did not answer; `cause` says what. Worth another try, no fault of the request. */
export class Unavailable extends Error {
  override name = 'Unavailable';
}

/** True for an error that another try may not meet: Unavailable, or of a database that is away. */
export function isUnavailable(error: unknown): boolean {
  return error instanceof Unavailable || databaseIsAway(error);
}
