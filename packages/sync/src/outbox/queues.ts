import { headOf, inOrder, type OutboxItem } from './queue.ts';

export type Queues = ReturnType<typeof createQueues>;

const none: readonly OutboxItem[] = [];

/** The messages on their way, chat by chat, in their order; `onChange` is called for every chat that changed. */
export function createQueues(onChange: (chatId: string) => void) {
  const queues = new Map<string, readonly OutboxItem[]>();

  const of = (chatId: string) => queues.get(chatId) ?? none;
  const set = (chatId: string, next: readonly OutboxItem[]) => {
    if (next.length === 0 && !queues.has(chatId)) return;
    if (next.length === 0) queues.delete(chatId);
    else queues.set(chatId, next);
    onChange(chatId);
  };
  const isSame = (a: OutboxItem, b: OutboxItem) => a.entry.messageId === b.entry.messageId;
  return {
    of,
    set,
    headOf: (chatId: string) => headOf(of(chatId)),
    /** In its place: what waits in the store may be known later than what is written meanwhile. */
    add(item: OutboxItem): void {
      const items = of(item.entry.chatId);
      const isBefore = (each: OutboxItem) => each.state === 'accepted' || inOrder(each.entry, item.entry) < 0;
      set(item.entry.chatId, items.toSpliced(items.findLastIndex(isBefore) + 1, 0, item));
    },
    replace: (item: OutboxItem, by: OutboxItem | undefined) =>
      set(
        item.entry.chatId,
        of(item.entry.chatId).flatMap((each) => (isSame(each, item) ? (by ? [by] : []) : [each])),
      ),
    find(messageId: string): OutboxItem | undefined {
      for (const queue of queues.values()) {
        const item = queue.find((each) => each.entry.messageId === messageId);
        if (item) return item;
      }
      return undefined;
    },
    has: (item: OutboxItem) => of(item.entry.chatId).includes(item),
    all: (): OutboxItem[] => [...queues.values()].flat(),
    chatIds: (): string[] => [...queues.keys()],
  };
}
