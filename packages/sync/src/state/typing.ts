import type { Changes } from './changes.ts';

export type Typing = ReturnType<typeof createTyping>;

/** Who has not been heard of for so long has stopped (R24). */
const fadeMs = 3_000;
const nobody: readonly string[] = [];

/** Who is typing in which chat. */
export function createTyping({ note }: Pick<Changes, 'note'>) {
  const chats = new Map<string, Map<string, ReturnType<typeof setTimeout>>>();
  const lists = new Map<string, readonly string[]>();

  const changed = (chatId: string) => {
    lists.delete(chatId);
    note({ kind: 'typing', chatId });
  };
  const stop = (chatId: string, userId: string) => {
    const typing = chats.get(chatId);
    if (!typing?.has(userId)) return;
    clearTimeout(typing.get(userId));
    typing.delete(userId);
    if (typing.size === 0) chats.delete(chatId);
    changed(chatId);
  };

  return {
    start(chatId: string, userId: string) {
      const typing = chats.get(chatId) ?? new Map<string, ReturnType<typeof setTimeout>>();
      chats.set(chatId, typing);
      if (typing.has(userId)) clearTimeout(typing.get(userId));
      else changed(chatId);
      typing.set(
        userId,
        setTimeout(() => stop(chatId, userId), fadeMs),
      );
    },
    stop,
    in(chatId: string): readonly string[] {
      const typing = chats.get(chatId);
      if (!typing) return nobody;
      const list = lists.get(chatId) ?? [...typing.keys()];
      lists.set(chatId, list);
      return list;
    },
    clear() {
      for (const [chatId, typing] of [...chats]) for (const userId of [...typing.keys()]) stop(chatId, userId);
    },
  };
}
