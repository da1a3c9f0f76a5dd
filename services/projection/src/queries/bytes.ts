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

/** The stretch around one row that fits, grown on both sides by turns; the row itself is always in it. */
export function cutAround<T>(
  rows: readonly T[],
  anchor: number,
  text: (row: T) => string,
  budget = maxReplyBytes,
): T[] {
  if (rows.length === 0) return [];
  const bytesOf = (i: number) => Buffer.byteLength(text(rows[i]!)) + 1;
  let from = anchor;
  let to = anchor + 1;
  let left = budget - bytesOf(anchor);
  let down = from > 0;
  let up = to < rows.length;
  while (down || up) {
    if (up) {
      const bytes = bytesOf(to);
      up = bytes <= left;
      if (up) {
        left -= bytes;
        to++;
        up = to < rows.length;
      }
    }
    if (down) {
      const bytes = bytesOf(from - 1);
      down = bytes <= left;
      if (down) {
        left -= bytes;
        from--;
        down = from > 0;
      }
    }
  }
  return rows.slice(from, to);
}
