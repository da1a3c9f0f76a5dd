import type { ReceiptCursor, UserId } from '@messenger/proto';
import type { Authors } from './authors.ts';

export type Cursors = Readonly<Record<UserId, ReceiptCursor>>;
export type Kind = 'delivered' | 'shownRead';

/** An author whose newest message up to an ordinal is not known here. */
export type Unknown = { userId: UserId; upTo: number };

export type Crossed = {
  /** Of each author the newest message that some other member's cursor went over. */
  newest: Map<UserId, number>;
  unknown: Unknown[];
};

/** Which authors' messages were gone over when the members' cursors moved; without a state before, from the start. */
export function crossed(kind: Kind, before: Cursors | undefined, after: Cursors, authors: Authors): Crossed {
  const moves = movesOf(kind, before, after);
  const newest = newestKnown(moves, authors);
  const unknown = moves.size === 0 ? [] : unknownOf(moves, Object.keys(after), newest, authors.first);
  return { newest, unknown };
}

/** Members other than the author whose cursor is at or beyond the message. */
export function countOf(kind: Kind, cursors: Cursors, author: UserId, ordinal: number): number {
  let count = 0;
  for (const [userId, cursor] of Object.entries(cursors)) if (userId !== author && cursor[kind] >= ordinal) count++;
  return count;
}

type Move = { from: number; to: number };

function movesOf(kind: Kind, before: Cursors | undefined, after: Cursors): Map<UserId, Move> {
  const moves = new Map<UserId, Move>();
  for (const [userId, cursor] of Object.entries(after)) {
    const from = before?.[userId]?.[kind] ?? 0;
    if (cursor[kind] > from) moves.set(userId, { from, to: cursor[kind] });
  }
  return moves;
}

/** One pass over the ordinals that are known, counting the moves over each, so that it costs members plus messages. */
function newestKnown(moves: Map<UserId, Move>, authors: Authors): Map<UserId, number> {
  const newest = new Map<UserId, number>();
  const begins = new Map<number, number>();
  let over = 0;
  for (const { from, to } of moves.values()) {
    const first = Math.min(to, authors.last);
    const last = Math.max(from, authors.first - 1);
    if (first <= last) continue;
    begins.set(first, (begins.get(first) ?? 0) + 1);
    begins.set(last, (begins.get(last) ?? 0) - 1);
  }
  if (begins.size === 0) return newest;
  for (let ordinal = Math.max(...begins.keys()), end = Math.min(...begins.keys()); ordinal > end; ordinal--) {
    over += begins.get(ordinal) ?? 0;
    const author = authors.of(ordinal);
    if (author === undefined || newest.has(author)) continue;
    const own = moves.get(author);
    const byItself = own !== undefined && ordinal > own.from && ordinal <= own.to ? 1 : 0;
    if (over > byItself) newest.set(author, ordinal);
  }
  return newest;
}

/** Whose messages the moves went over where the authors are not known, but for those that were found above that. */
function unknownOf(moves: Map<UserId, Move>, members: UserId[], newest: Map<UserId, number>, first: number): Unknown[] {
  let [most, mostBy, second] = [0, '', 0];
  for (const [userId, { from, to }] of moves) {
    if (from + 1 >= first) continue;
    const upTo = Math.min(to, first - 1);
    if (upTo > most) [most, mostBy, second] = [upTo, userId, most];
    else if (upTo > second) second = upTo;
  }
  return members
    .filter((userId) => !newest.has(userId))
    .map((userId) => ({ userId, upTo: userId === mostBy ? second : most }))
    .filter(({ upTo }) => upTo > 0);
}
