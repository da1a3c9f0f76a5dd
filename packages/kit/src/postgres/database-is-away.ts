import { sqlState } from './sql-state.ts';

/** Classes and codes of SQLSTATE that say "not now": connection, rollback, resources, locks, time-outs, shutdown, disk. */
const transient = /^(08|40|53|55P03|57P|57014|58)/;
const system = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ECONNABORTED',
  'EPIPE',
  'ETIMEDOUT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'EHOSTDOWN',
  'ENETUNREACH',
  'ENETDOWN',
]);
/** What pg throws without a code when a connection breaks off or cannot be had in time. */
const messages =
  /connection terminated|timeout exceeded when trying to connect|timeout expired|query read timeout|client has encountered a connection error|not queryable/i;

/** True when a statement failed for want of a database, not because of what it said. */
export function databaseIsAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(databaseIsAway)) return true;
  const state = sqlState(error);
  if (state !== undefined) return transient.test(state);
  const { code } = error as { code?: unknown };
  return typeof code === 'string' ? system.has(code) : messages.test(error.message);
}
