import type { Chat } from '@messenger/proto';

/**
 * What is new about the chats since it was looked last. `written`: those that were written in; one that was not there
 * before is all new. `read`: whether one was read to its end, here or on another device, or is gone.
 */
export type News = { written: Chat[]; read: boolean };

/** Looks closer only at chats that are not as they were: of many, few change at a time. */
export function createSeen(): (chats: readonly Chat[]) => News {
  const seen = new Map<string, Chat>();
  const forgetAllBut = (chats: readonly Chat[]) => {
    const ids = new Set(chats.map(({ id }) => id));
    const gone = [...seen.values()].filter(({ id }) => !ids.has(id));
    for (const { id } of gone) seen.delete(id);
    return gone;
  };
  return (chats) => {
    const news: News = { written: [], read: false };
    for (const chat of chats) {
      const before = seen.get(chat.id);
      if (before === chat) continue;
      seen.set(chat.id, chat);
      if (chat.lastOrdinal > (before?.lastOrdinal ?? 0)) news.written.push(chat);
      news.read ||= chat.unread === 0 && (before?.unread ?? 0) > 0;
    }
    if (seen.size > chats.length) news.read = forgetAllBut(chats).some(({ unread }) => unread > 0) || news.read;
    return news;
  };
}

/** A chat of now with the message that was found worth telling a moment ago, though others have come since. */
export const withFound = (now: Chat, found: Chat): Chat =>
  now.lastMessage?.id === found.lastMessage?.id ? now : { ...now, lastMessage: found.lastMessage };
