import X from 'lucide-solid/icons/x';
import { createMemo } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { hueOf } from '../../lib/text.ts';
import { useSync } from '../../sync/context.tsx';
import { nameOf, previewOf } from '../../sync/views.ts';
import { IconButton } from '../../ui/Button.tsx';
import type { Composing } from './composing.ts';

/** Above the text one writes: what it answers or replaces, and the way out. */
export function ComposingLine(props: { composing: Composing; onCancel: () => void }) {
  const sync = useSync();
  /** As it is now: it may have been changed or deleted since. */
  const message = createMemo(() => {
    const { chatId, id } = props.composing.message;
    return sync.state.timeline(chatId).items.find((item) => item.id === id)?.message ?? props.composing.message;
  });
  const isGone = () => Boolean(message().deletedAt) || sync.state.deleted(message().id);
  const title = () =>
    props.composing.kind === 'edit'
      ? words.chat.editing
      : words.chat.replyTo(nameOf(sync.state.user(message().senderId)));
  return (
    <div class="composer-about" data-hue={hueOf(message().senderId)}>
      <p>
        <b dir="auto">{title()}</b>
        <span dir="auto">{isGone() ? words.chat.originalGone : previewOf(message()) || words.chat.original}</span>
      </p>
      <IconButton label={words.chat.cancel} onClick={() => props.onCancel()}>
        <X size={18} />
      </IconButton>
    </div>
  );
}
