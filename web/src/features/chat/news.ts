import type { Message } from '@messenger/proto';
import type { Timeline } from '@messenger/sync';

/**
 * What others have said since at the live end, oldest first. Pages of a history that one goes through are none of it,
 * nor is what happens to the chat.
 */
export function newsBetween(before: Timeline, now: Timeline, me: string | undefined): Message[] {
  if (!before.loaded || before.hasAfter || now.hasAfter) return [];
  // The answer to an own message may come before what was said ahead of it.
  const last = before.items.findLast(({ state, message }) => state === 'sent' && message.senderId !== me);
  const known = (last ?? before.items[0])?.message.ordinal ?? 0;
  const from = now.items.findLastIndex(({ state, message }) => state === 'sent' && message.ordinal <= known) + 1;
  return now.items.slice(from).flatMap(({ state, message }) => {
    const isNews = state === 'sent' && message.kind === 'user' && message.senderId !== me && !message.deletedAt;
    return isNews ? [message] : [];
  });
}
