import type { Chat } from '@messenger/proto';

/**
 * The chats in the order of their activity, newest first. Sorted when they are first asked for; from then on a change of
 * one moves that one alone, as most come one by one and there may be a thousand.
 */
export function createChatList() {
  let sorted: readonly Chat[] | undefined;

  return {
    of(chats: ReadonlyMap<string, Chat>): readonly Chat[] {
      sorted ??= [...chats.values()].sort(byActivity);
      return sorted;
    },
    /** `before`: what it is now in the place of. */
    put(chat: Chat, before: Chat | undefined): void {
      if (!sorted) return;
      const from = before ? placeOf(sorted, before) : undefined;
      if (from !== undefined && before && byActivity(before, chat) === 0) sorted = sorted.with(from, chat);
      else {
        const others = from === undefined ? sorted : sorted.toSpliced(from, 1);
        sorted = others.toSpliced(placeOf(others, chat), 0, chat);
      }
    },
    remove(chat: Chat): void {
      sorted = sorted?.toSpliced(placeOf(sorted, chat), 1);
    },
  };
}

/** The same chats where what is on its way from here counts too; `unsentAt`: when the last of it was written, by chat. */
export function withUnsent(sorted: readonly Chat[], unsentAt: ReadonlyMap<string, string>): readonly Chat[] {
  if (unsentAt.size === 0) return sorted;
  const at = (chat: Chat) => {
    const [told, unsent] = [activeAt(chat), unsentAt.get(chat.id)];
    return unsent === undefined || told > unsent ? told : unsent;
  };
  return sorted.toSorted((a, b) => (at(a) === at(b) ? 0 : at(a) < at(b) ? 1 : -1));
}

/** Where a chat with this activity is, or would be. */
function placeOf(sorted: readonly Chat[], chat: Chat): number {
  let [from, to] = [0, sorted.length];
  while (from < to) {
    const middle = (from + to) >> 1;
    if (byActivity(sorted[middle] as Chat, chat) < 0) from = middle + 1;
    else to = middle;
  }
  return from;
}

const activeAt = (chat: Chat): string => chat.lastMessage?.sentAt ?? chat.createdAt;

function byActivity(a: Chat, b: Chat): number {
  const [atA, atB] = [activeAt(a), activeAt(b)];
  if (atA !== atB) return atA < atB ? 1 : -1;
  return a.id === b.id ? 0 : a.id < b.id ? 1 : -1;
}
