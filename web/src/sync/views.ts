import { excerpt } from '@messenger/markup';
import type { Chat, ChatSettings, Message, UserCard } from '@messenger/proto';
import type { Presence, Timeline, TimelineItem, UnsentItem } from '@messenger/sync';
import { words } from '../lib/strings.ts';
import { finder } from '../lib/text.ts';
import { type Clock, since } from '../lib/time.ts';

type UserOf = (userId: string) => UserCard | undefined;

/** What someone is called; an id nobody told us of yet has no name. */
export function nameOf(user: Pick<UserCard, 'displayName' | 'username'> | undefined): string {
  return user?.displayName || user?.username || '…';
}

/** The other one of a direct chat. */
export function peerOf(chat: Chat, me: string | undefined): string | undefined {
  return chat.kind === 'direct' ? chat.members?.find((member) => member.userId !== me)?.userId : undefined;
}

export function chatName(chat: Chat, me: string | undefined, userOf: UserOf): string {
  if (chat.kind === 'group') return chat.name ?? words.chats.group;
  const peer = peerOf(chat, me);
  return nameOf(peer === undefined ? undefined : userOf(peer));
}

/** For good, or until a time that has not come. */
export function isMuted({ muted, mutedUntil }: ChatSettings, now: Date): boolean {
  return muted && (!mutedUntil || Date.parse(mutedUntil) > now.getTime());
}

/** The chats whose name has every word of the filter, whatever its case, accents and order. */
export function filterChats(
  chats: readonly Chat[],
  me: string | undefined,
  userOf: UserOf,
  filter: string,
): readonly Chat[] {
  if (filter.trim() === '') return chats;
  const fits = finder(filter);
  return chats.filter((chat) => {
    const username = userOf(peerOf(chat, me) ?? '')?.username ?? '';
    return fits(`${chatName(chat, me, userOf)} ${username}`);
  });
}

/** A message in one line, of so many code points at most: its text without marks, else what else it has. */
export function previewOf(
  { text, attachments }: Pick<Message, 'text'> & { attachments: readonly unknown[] },
  length = 160,
): string {
  return excerpt(text, length) || (attachments.length > 0 ? words.chat.photo(attachments.length) : '');
}

/** What is to be said of a chat's messages that are not out: the last one that failed, else the last one that waits. */
export function unsentIn({ items }: Timeline): UnsentItem | undefined {
  const unsent = items.at(-1);
  if (!unsent || unsent.state === 'sent') return undefined;
  return items.findLast((item) => item.state === 'failed') ?? unsent;
}

export type Progress = 'waiting' | 'failed' | 'sent' | 'delivered' | 'read';

/** How far an own message has come: with the other one, or with the first of a group. */
export function progressOf(item: TimelineItem, chat: Chat | undefined): Progress {
  if (item.state !== 'sent') return item.state;
  const { ordinal, receipts } = item.message;
  if (ordinal <= (chat?.peerReadUpTo ?? 0) || (receipts?.read ?? 0) > 0) return 'read';
  if (ordinal <= (chat?.peerDeliveredUpTo ?? 0) || (receipts?.delivered ?? 0) > 0) return 'delivered';
  return 'sent';
}

/** In groups: how many have read an own message, or, while nobody has, how many have it. */
export function receiptCount({ message }: TimelineItem, chat: Chat | undefined): number | undefined {
  if (chat?.kind !== 'group' || !message.receipts) return undefined;
  return message.receipts.read || message.receipts.delivered || undefined;
}

/** `Online`, `Away`, or when they were last here; nothing while that is unknown. */
export function presenceText(presence: Presence | undefined, clock: Clock): string | undefined {
  if (!presence) return undefined;
  if (presence.state !== 'offline') return words.presence[presence.state];
  return presence.lastSeenAt === null
    ? words.presence.offline
    : words.presence.lastSeen(since(presence.lastSeenAt, clock));
}
