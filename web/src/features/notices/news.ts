import type { Chat } from '@messenger/proto';

type Seen = ReadonlyMap<string, { lastOrdinal: number; unread: number }>;

export const seenIn = (chats: readonly Chat[]): Seen =>
  new Map(chats.map(({ id, lastOrdinal, unread }) => [id, { lastOrdinal, unread }]));

/** The chats that were written in since; one that was not there before is all new. */
export const writtenIn = (seen: Seen, chats: readonly Chat[]): Chat[] =>
  chats.filter((chat) => chat.lastOrdinal > (seen.get(chat.id)?.lastOrdinal ?? 0));

/** Whether one of them was read to its end since, or is gone: here or on another device. */
export function someRead(seen: Seen, chats: readonly Chat[]): boolean {
  const unread = new Set(chats.filter((chat) => chat.unread > 0).map(({ id }) => id));
  return [...seen].some(([id, before]) => before.unread > 0 && !unread.has(id));
}

/** A chat of now with the message that was found worth telling a moment ago, though others have come since. */
export const withFound = (now: Chat, found: Chat): Chat =>
  now.lastMessage?.id === found.lastMessage?.id ? now : { ...now, lastMessage: found.lastMessage };
