import { databaseIsAway } from '@messenger/kit/postgres';

/** Something we need did not answer; `cause` says what. Worth another try, no fault of the request. */
export class Unavailable extends Error {
  override name = 'Unavailable';
}

export function isUnavailable(error: unknown): boolean {
  return error instanceof Unavailable || databaseIsAway(error);
}
