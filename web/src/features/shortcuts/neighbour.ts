import type { Chat } from '@messenger/proto';

/**
 * The chat before or after one in the list, around its ends; the first or last where none is open. `unread`: of those
 * with something new alone.
 */
export function neighbour(
  chats: readonly Pick<Chat, 'id' | 'unread'>[],
  from: string | undefined,
  step: 1 | -1,
  unread: boolean,
): string | undefined {
  const at = chats.findIndex(({ id }) => id === from);
  const start = at < 0 && step < 0 ? chats.length : at;
  for (let n = 1; n <= chats.length; n++) {
    const chat = chats[(start + n * step + chats.length * 2) % chats.length];
    if (chat && chat.id !== from && (!unread || chat.unread > 0)) return chat.id;
  }
  return undefined;
}
