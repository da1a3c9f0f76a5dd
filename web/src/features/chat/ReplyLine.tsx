import { excerpt } from '@messenger/markup';
import type { Message } from '@messenger/proto';
import { createMemo } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { hueOf } from '../../lib/text.ts';
import { useSync } from '../../sync/context.tsx';
import { nameOf, previewOf } from '../../sync/views.ts';
import { MessageLink } from './MessageLink.tsx';

/** Code points: more than fit a line. */
const length = 160;

/** One line of what a message replies to, with its author's bar; it leads there. */
export function ReplyLine(props: { chatId: string; original: NonNullable<Message['replyTo']> }) {
  const sync = useSync();
  const name = createMemo(() => nameOf(sync.state.user(props.original.senderId)));
  const text = createMemo(() => {
    if (sync.state.deleted(props.original.messageId)) return words.chat.originalGone;
    const quoted = props.original.excerpt;
    if (quoted) return excerpt(quoted, length);
    // Nothing quoted: it has images alone, or it is gone, or it is not loaded.
    const { items } = sync.state.timeline(props.chatId);
    const original = items.find(({ id }) => id === props.original.messageId)?.message;
    if (original?.deletedAt) return words.chat.originalGone;
    return (original && previewOf(original)) || words.chat.original;
  });
  return (
    <MessageLink
      class="message-reply"
      data-hue={hueOf(props.original.senderId)}
      title={words.chat.replyTo(name())}
      href={`/chat/${props.chatId}/message/${props.original.messageId}`}
    >
      <b dir="auto">{name()}</b>
      <span dir="auto">{text()}</span>
    </MessageLink>
  );
}
