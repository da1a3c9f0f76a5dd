import type { Message } from '@messenger/proto';
import type { TimelineItem } from '@messenger/sync';
import { isDeleting } from './deleting.ts';

const told = (items: readonly TimelineItem[]) =>
  items.flatMap(({ state, message }) =>
    state === 'sent' && message.kind === 'user' && !message.deletedAt && !isDeleting(message.id) ? [message] : [],
  );

/** One's newest message that can be changed. */
export function lastOwn(items: readonly TimelineItem[], me: string | undefined): Message | undefined {
  return told(items).findLast(({ senderId }) => senderId === me);
}

/** The message to answer: the newest, or the one before the one that is being answered. */
export function nextToAnswer(items: readonly TimelineItem[], answering: Message | undefined): Message | undefined {
  const messages = told(items);
  const at = messages.findIndex(({ id }) => id === answering?.id);
  return at < 0 ? messages.at(-1) : (messages[at - 1] ?? answering);
}
