import { excerpt } from '@messenger/markup';
import type { Message } from '@messenger/proto';
import { createMemo } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { hueOf } from '../../lib/text.ts';
import { useSync } from '../../sync/context.tsx';
import { nameOf } from '../../sync/views.ts';

/** Code points: more than fit a line. */
const length = 160;

/** One line of what a message replies to, with its author's bar. */
export function ReplyLine(props: { chatId: string; original: NonNullable<Message['replyTo']> }) {
  const sync = useSync();
  const name = createMemo(() => nameOf(sync.state.user(props.original.senderId)));
  const text = createMemo(() => {
    const quoted = props.original.excerpt;
    if (quoted === undefined) return words.chat.original;
    return excerpt(quoted, length) || words.chat.originalGone;
  });
  return (
    <p class="message-reply" data-hue={hueOf(props.original.senderId)} title={words.chat.replyTo(name())}>
      <b dir="auto">{name()}</b>
      <span dir="auto">{text()}</span>
    </p>
  );
}
