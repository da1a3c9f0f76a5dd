import type { Chat, Message } from '@messenger/proto';
import { byEmoji, type ChatView, type MessageView } from './view.ts';

/** What was shown, in the oracle's form. Members and a reply's excerpt may be unknown where they were not loaded. */
export type ShownChat = Omit<ChatView, 'members' | 'lastMessage'> & {
  members: ChatView['members'] | undefined;
  lastMessage: ShownMessage | null;
};
export type ShownMessage = Omit<MessageView, 'replyTo'> & {
  replyTo: (Omit<NonNullable<MessageView['replyTo']>, 'excerpt'> & { excerpt?: string | undefined }) | null;
};

/** A chat as a client or an answer shows it. */
export function shownChat(chat: Chat): ShownChat {
  const { id, kind, name, slug, ownerId, closed, memberCount, version, lastOrdinal, unread } = chat;
  const { readUpTo, deliveredUpTo, peerReadUpTo, peerDeliveredUpTo, settings, me, members, lastMessage } = chat;
  return {
    ...{ id, kind, name, slug, ownerId, closed, memberCount, version, lastOrdinal, unread, readUpTo, deliveredUpTo },
    ...{ peerReadUpTo, peerDeliveredUpTo, settings, role: me.role },
    members: members
      ?.map(({ userId, role, joinedAt }) => ({ userId, role, joinedAt }))
      .sort((a, b) => (a.userId < b.userId ? -1 : 1)),
    lastMessage: lastMessage && shownMessage(lastMessage),
  };
}

export function shownMessage(message: Message): ShownMessage {
  const { id, kind, version, ordinal, senderId, text, sentAt, replyTo } = message;
  return {
    ...{ id, kind, version, ordinal, senderId, text, sentAt, replyTo },
    ...{ editedAt: message.editedAt ?? null, deletedAt: message.deletedAt ?? null, system: message.system ?? null },
    reactions: message.reactions
      .map(({ emoji, count, mine, userIds }) => ({ emoji, count, mine: mine ?? false, userIds: [...userIds].sort() }))
      .sort(byEmoji),
  };
}
