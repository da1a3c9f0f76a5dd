import { createMemo, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { nameOf } from '../../sync/views.ts';
import { Mark } from '../../ui/Mark.tsx';
import './TypingLine.css';

/** Who is typing. Its place is always there, so that nothing moves. */
export function TypingLine(props: { chatId: string }) {
  const sync = useSync();
  const names = createMemo(() => sync.state.typing(props.chatId).map((id) => nameOf(sync.state.user(id))));
  return (
    <p class="typing" aria-live="polite">
      <Show when={names().length > 0}>
        <Mark size={10} typing />
        <span>{words.chat.typing(names())}</span>
      </Show>
    </p>
  );
}
