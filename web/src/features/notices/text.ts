import type { Chat, UserCard } from '@messenger/proto';
import { words } from '../../lib/strings.ts';
import { within } from '../../lib/text.ts';
import { chatName, nameOf, peerOf, previewOf } from '../../sync/views.ts';
import type { Notice } from '../../worker/messages.ts';

type People = { me: string; userOf: (userId: string) => UserCard | undefined };

/** Code points; systems show less. */
const bodyLength = 200;
/** Chats told of one by one; more at once are told of together. */
const atMost = 3;

/** What to show for the chats that have news: one notification each, or one for all of them. */
export function noticesFor(chats: readonly Chat[], people: People): Notice[] {
  if (chats.length <= atMost) return chats.map((chat) => noticeFor(chat, people));
  const unread = chats.reduce((sum, chat) => sum + chat.unread, 0);
  const body = chats.map((chat) => chatName(chat, people.me, people.userOf)).join(', ');
  return [{ tag: 'many', title: words.notices.messages(unread), body, path: '/', upTo: unread }];
}

function noticeFor(chat: Chat, { me, userOf }: People): Notice {
  const { lastMessage: message, unread } = chat;
  const name = chatName(chat, me, userOf);
  const text = message ? previewOf(message, bodyLength) : '';
  const author = message && chat.kind === 'group' ? nameOf(userOf(message.senderId)) : '';
  const picture = chat.kind === 'group' ? chat.avatar : userOf(peerOf(chat, me) ?? '')?.avatar;
  return {
    tag: chat.id,
    title: unread > 1 ? `${within(name)} · ${words.notices.messages(unread)}` : name,
    body: author ? words.chat.announce(author, text) : text,
    path: `/chat/${chat.id}`,
    upTo: chat.lastOrdinal,
    ...(picture ? { icon: `/api/attachments/${picture.id}/thumbnail` } : {}),
  };
}
