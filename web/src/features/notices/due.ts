import { stretchesOf } from '@messenger/markup';
import type { Chat, Message, User } from '@messenger/proto';
import { fold } from '../../lib/text.ts';
import { isMuted } from '../../sync/views.ts';
import { mentionsIn } from '../mentions/mentions.ts';

type Situation = { chat: Chat; me: User; now: Date };

/** Whether the newest message of a chat is worth a notification to someone who is not looking (R38). */
export function isDue({ chat, me, now }: Situation): boolean {
  const { lastMessage: message, settings, closed } = chat;
  if (!message || message.deletedAt || closed || message.senderId === me.id) return false;
  if (chat.unread === 0 || message.ordinal <= chat.readUpTo) return false;
  if (me.presence === 'dnd' || isMuted(settings, now) || settings.notify === 'none') return false;
  return settings.notify !== 'mentions' || mentions(message, me);
}

/** Of messages that came just now, oldest first, the newest of each chat that is worth one, as the newest of its chat. */
export function dueOf(
  messages: readonly Message[],
  chatOf: (id: string) => Chat | undefined,
  me: User,
  now: Date,
): Chat[] {
  const due = new Map<string, Chat>();
  for (const message of messages) {
    const chat = chatOf(message.chatId);
    const found = chat && { ...chat, lastMessage: message };
    if (found && isDue({ chat: found, me, now })) due.set(found.id, found);
  }
  return [...due.values()];
}

/** `@username`, whatever the case, as a word of its own; not within code, where nobody is meant. */
export function mentions({ text }: Pick<Message, 'text'>, { username }: Pick<User, 'username'>): boolean {
  const isMe = ({ name }: { name: string }) => name === fold(username);
  return stretchesOf(text).some((stretch) => !stretch.code && mentionsIn(stretch.text).some(isMe));
}
