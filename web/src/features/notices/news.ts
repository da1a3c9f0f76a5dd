import type { Chat } from '@messenger/proto';

/**
 * What is new about the chats since it was looked last. `written`: those that were written in; one that was not there
 * before is all new. `over`: whether there is nothing more to tell of one: it was read to its end, here or on another
 * device, its newest message was deleted, or it is gone.
 */
export type News = { written: Chat[]; over: boolean };

/** Whether what was told of a chat is still so: what a notification says is its newest message. */
export const isToldOf = ({ unread, lastMessage }: Chat): boolean => unread > 0 && !lastMessage?.deletedAt;

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
    const news: News = { written: [], over: false };
    for (const chat of chats) {
      const before = seen.get(chat.id);
      if (before === chat) continue;
      seen.set(chat.id, chat);
      if (chat.lastOrdinal > (before?.lastOrdinal ?? 0)) news.written.push(chat);
      news.over ||= before !== undefined && isToldOf(before) && !isToldOf(chat);
    }
    if (seen.size > chats.length) news.over = forgetAllBut(chats).some(isToldOf) || news.over;
    return news;
  };
}

/** A chat of now with the message that was found worth telling a moment ago, though others have come since. */
export const withFound = (now: Chat, found: Chat): Chat =>
  now.lastMessage?.id === found.lastMessage?.id ? now : { ...now, lastMessage: found.lastMessage };
