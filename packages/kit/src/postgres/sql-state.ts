import pg from 'pg';

/** The SQLSTATE of an error that the server reported; undefined for any other (connection lost, refused, timed out). */
export function sqlState(error: unknown): string | undefined {
  return error instanceof pg.DatabaseError ? error.code : undefined;
}

/**
 * Classes of SQLSTATE that blame the data: it does not fit the type (22), breaks a constraint (23) or exceeds a limit
 * of the server (54). The same data would be refused again. Source: Postgres manual, appendix A.
 */
const dataClasses = new Set(['22', '23', '54']);

/** True when the database refused what it was given, so that trying again is of no use. */
export function isRefusedData(error: unknown): boolean {
  return dataClasses.has(sqlState(error)?.slice(0, 2) ?? '');
}
