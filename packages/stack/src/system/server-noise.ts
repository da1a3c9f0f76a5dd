const serious: Record<string, RegExp> = {
  postgres: /(WARNING|ERROR|FATAL|PANIC):/,
  nats: /\[(WRN|ERR|FTL)\]/,
  redis: /# (WARNING|.*[Ee]rror|Fatal)/,
};

/** Said at every start, and about choices made on purpose. */
const expected = /Plaintext passwords|database system is (starting up|shutting down)|overcommit|administrator command/;

/** Whether a line of a server is worth a reader's time; everything is shown with LOG_LEVEL=debug. */
export function isNoise(source: string, line: string): boolean {
  const pattern = serious[source];
  return pattern !== undefined && (!pattern.test(line) || expected.test(line));
}
