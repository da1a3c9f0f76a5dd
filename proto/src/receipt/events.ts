import { type Static, Type } from '@sinclair/typebox';
import { Prev } from '../envelope.ts';
import { Id } from '../ids.ts';
import { Time } from '../text.ts';

/**
 * How far one member is, in ordinals: has it on a device, has read it, and has let others know that it was read
 * (stays behind while the member's read receipts are off).
 */
export const ReceiptCursor = Type.Object({
  delivered: Type.Integer({ minimum: 0 }),
  read: Type.Integer({ minimum: 0 }),
  shownRead: Type.Integer({ minimum: 0 }),
});
export type ReceiptCursor = Static<typeof ReceiptCursor>;

/**
 * The cursors of all members of a chat as of now: one message a chat, the newest replaces the one before. `by` is the
 * member whose cursor moved last; who left is not in it.
 */
export const ReceiptsMoved = Type.Object({
  id: Id,
  type: Type.Literal('ReceiptsMoved'),
  v: Type.Literal(1),
  chatId: Id,
  version: Type.Integer({ minimum: 1 }),
  prev: Prev,
  by: Id,
  at: Time,
  data: Type.Object({ cursors: Type.Record(Type.String(), ReceiptCursor) }),
});
export type ReceiptsMoved = Static<typeof ReceiptsMoved>;

export const receiptEvents = { ReceiptsMoved } as const;
