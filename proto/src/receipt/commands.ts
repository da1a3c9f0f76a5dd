import { type Static, Type } from '@sinclair/typebox';
import { endpoint } from '../endpoint.ts';
import { Id } from '../ids.ts';
import { subjects } from '../subjects.ts';

/** To `subjects.receiptCommand(chatId)`: the member has (or has read) everything up to this ordinal. */
export const MoveReceipt = Type.Object({
  commandId: Id,
  by: Id,
  chatId: Id,
  kind: Type.Union([Type.Literal('delivered'), Type.Literal('read')]),
  upTo: Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }),
});
export type MoveReceipt = Static<typeof MoveReceipt>;

/** Answered once it is in the log. */
export const ReceiptReply = Type.Object({});

/** Where any instance of delivery takes any chat's receipts. */
export const anyReceipt = endpoint(subjects.allReceiptCommands, MoveReceipt, ReceiptReply);

export const moveReceipt = (chatId: string) => endpoint(subjects.receiptCommand(chatId), MoveReceipt, ReceiptReply);
