import Smile from 'lucide-solid/icons/face-slightly-smiling';
import { createSignal, lazy, Show, Suspense } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { IconButton } from '../../ui/Button.tsx';

const EmojiPopover = lazy(() => import('./EmojiPopover.tsx'));

/** Opens the picker for a text that is being written. */
export function EmojiButton(props: { class: string; onChoose: (emoji: string) => void }) {
  const [open, setOpen] = createSignal(false);
  let button: HTMLButtonElement | undefined;
  return (
    <>
      <IconButton
        ref={(element) => {
          button = element;
        }}
        class={`composer-tool ${props.class}`}
        label={words.chat.emoji}
        aria-haspopup="dialog"
        aria-expanded={open()}
        onClick={() => setOpen(true)}
      >
        <Smile size={20} />
      </IconButton>
      <Show when={open()}>
        <Suspense>
          <EmojiPopover anchor={() => button} onChoose={props.onChoose} onClose={() => setOpen(false)} />
        </Suspense>
      </Show>
    </>
  );
}
