import { type Static, Type } from '@sinclair/typebox';
import { endpoint } from '../endpoint.ts';
import { Id } from '../ids.ts';
import type { Refusal } from '../refusal.ts';
import { subjects } from '../subjects.ts';

/** The member has (or has read) everything up to this ordinal. */
export const ReceiptMove = Type.Object({
  by: Id,
  kind: Type.Union([Type.Literal('delivered'), Type.Literal('read')]),
  upTo: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
});
export type ReceiptMove = Static<typeof ReceiptMove>;

/** As many as one request carries; more of a chat go in another. */
export const maxReceiptMoves = 500;

/** To `subjects.receiptCommand(chatId)`: what members of a chat have and have read. */
export const MoveReceipts = Type.Object({
  chatId: Id,
  moves: Type.Array(ReceiptMove, { minItems: 1, maxItems: maxReceiptMoves }),
});
export type MoveReceipts = Static<typeof MoveReceipts>;

/** Answered once it is in the log: for each move null, or why it was not made. */
export const ReceiptsReply = Type.Object({
  refusals: Type.Array(Type.Union([Type.Null(), Type.Unsafe<Refusal>(Type.Object({}))])),
});
export type ReceiptsReply = Static<typeof ReceiptsReply>;

/** Where any instance of delivery takes any chat's receipts. */
export const anyReceipts = endpoint(subjects.allReceiptCommands, MoveReceipts, ReceiptsReply);

/** The same for one chat's receipts. */
export const moveReceipts = (chatId: string) => endpoint(subjects.receiptCommand(chatId), MoveReceipts, ReceiptsReply);
