/** Classes and codes of SQLSTATE that say "not now": connection, resources, shutdown, locks, time-outs, deadlock. */
const transient = /^(08|53|57P|57014|55P03|40)/;
const system = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH']);
/** What pg throws without a code when a connection breaks off or cannot be had in time. */
const messages =
  /connection terminated|timeout exceeded when trying to connect|query read timeout|client has encountered a connection error|not queryable/i;

/** True when a statement failed for want of a database, not because of what it said. */
export function databaseIsAway(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  if (error instanceof AggregateError && error.errors.some(databaseIsAway)) return true;
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return transient.test(code) || system.has(code);
  return messages.test(error.message);
}
