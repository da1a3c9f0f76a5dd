import type { Message } from '@messenger/proto';

export type ReceiptKind = 'delivered' | 'read';
/** So many others have come at least as far as this ordinal. */
export type Counted = { upTo: number; count: number };
/** What was told of a chat's receipts: each says something that none of the others says. */
export type Receipts = Readonly<Record<ReceiptKind, readonly Counted[]>>;

export const noReceipts: Receipts = { delivered: [], read: [] };

/** With one more told. */
export function withCounted(receipts: Receipts, kind: ReceiptKind, told: Counted): Receipts {
  const covers = (a: Counted, b: Counted) => a.upTo >= b.upTo && a.count >= b.count;
  if (receipts[kind].some((each) => covers(each, told))) return receipts;
  return { ...receipts, [kind]: [...receipts[kind].filter((each) => !covers(told, each)), told] };
}

/**
 * An own message once only so many others are left. Whether who is gone was among those counted is not known but where all
 * were, so a count may be one too many until the message is loaded again.
 */
export function counting(message: Message, others: number): Message {
  const { delivered = 0, read = 0 } = message.receipts ?? {};
  if (Math.max(delivered, read) <= others) return message;
  return { ...message, receipts: { delivered: Math.min(delivered, others), read: Math.min(read, others) } };
}

/** What was told, once only so many others are left. */
export function countingAll({ delivered, read }: Receipts, others: number): Receipts {
  const most = (told: readonly Counted[]) => told.map(({ upTo, count }) => ({ upTo, count: Math.min(count, others) }));
  return { delivered: most(delivered), read: most(read) };
}

/** An own message with what was told of it; any other as it is. Counts only grow. */
export function counted(message: Message, receipts: Receipts): Message {
  if (!message.receipts) return message;
  const most = (kind: ReceiptKind) =>
    receipts[kind].reduce(
      (count, told) => (told.upTo >= message.ordinal ? Math.max(count, told.count) : count),
      message.receipts?.[kind] ?? 0,
    );
  const [delivered, read] = [most('delivered'), most('read')];
  if (delivered === message.receipts.delivered && read === message.receipts.read) return message;
  return { ...message, receipts: { delivered, read } };
}
