/** What the rows of one reply may weigh together: NATS takes 1 MiB, and the rest of the reply needs room too. */
export const maxReplyBytes = 900_000;

/** The rows, from the first on, that fit; always at least one, so that paging gets on. */
export function cutByBytes<T>(rows: readonly T[], text: (row: T) => string, budget = maxReplyBytes): T[] {
  let bytes = 0;
  const end = rows.findIndex((row) => {
    bytes += Buffer.byteLength(text(row)) + 1;
    return bytes > budget;
  });
  return end < 0 ? [...rows] : rows.slice(0, Math.max(1, end));
}
