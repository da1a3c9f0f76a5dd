import type { ReceiptCursor, UserId } from '@messenger/proto';
import type { Membership } from './membership.ts';

export type Cursors = ReadonlyMap<UserId, ReceiptCursor>;

/** What a command moves: reading is having, and shows only where the reader lets it. */
export function moveOf(kind: 'delivered' | 'read', upTo: number, shows: boolean): ReceiptCursor {
  const read = kind === 'read' ? upTo : 0;
  return { delivered: upTo, read, shownRead: shows ? read : 0 };
}

/** How far a member is: as it said, but what was there when it joined counts as read, to itself alone. */
export function cursorOf(cursors: Cursors, { members }: Membership, userId: UserId): ReceiptCursor {
  return furthest(cursors.get(userId), { delivered: 0, read: members.get(userId) ?? 0, shownRead: 0 });
}

/** Of each cursor the further one. */
export function furthest(a: ReceiptCursor | undefined, b: ReceiptCursor): ReceiptCursor {
  if (!a) return b;
  return {
    delivered: Math.max(a.delivered, b.delivered),
    read: Math.max(a.read, b.read),
    shownRead: Math.max(a.shownRead, b.shownRead),
  };
}

/** Whether nothing of `b` is further than `a`. */
export const covers = (a: ReceiptCursor, b: ReceiptCursor): boolean =>
  a.delivered >= b.delivered && a.read >= b.read && a.shownRead >= b.shownRead;

/** The cursors of everyone in the chat after the moves, or undefined when nobody gets any further by them. */
export function moved(before: Cursors, membership: Membership, moves: Cursors): Cursors | undefined {
  const after = new Map<UserId, ReceiptCursor>();
  let further = false;
  for (const userId of membership.members.keys()) {
    const stands = cursorOf(before, membership, userId);
    const move = moves.get(userId);
    if (move && !covers(stands, move)) further = true;
    after.set(userId, move ? furthest(stands, move) : stands);
  }
  return further ? after : undefined;
}
