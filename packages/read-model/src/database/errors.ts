import { TimedOut } from '@messenger/kit';
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

/** Classes that pass: connection (08), rollback (40), resources (53), operator intervention (57), system (58). */
const passingClasses = new Set(['08', '40', '53', '55', '57', '58']);

/** True when the database is not there or not able right now. */
export function isUnreachable(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return passingClasses.has(state.slice(0, 2));
  const { code, message = '' } = error as { code?: string; message?: string };
  return error instanceof TimedOut || /^E[A-Z]+$/.test(code ?? '') || /connection|timeout/i.test(message);
}
