import * as Popover from '@kobalte/core/popover';
import { words } from '../../lib/strings.ts';
import { EmojiPicker } from './EmojiPicker.tsx';

type Props = {
  /** What it stands at. */
  anchor: () => HTMLElement | undefined;
  onChoose: (emoji: string) => void;
  onClose: () => void;
};

/** The picker at a button, for as long as it is in the page. Esc and a click beside it close it. */
export default function EmojiPopover(props: Props) {
  let chosen = false;
  const close = () => {
    props.onClose();
    // Whoever takes what was chosen has the focus.
    if (!chosen) props.anchor()?.focus();
  };
  return (
    <Popover.Root
      open
      onOpenChange={(open) => !open && close()}
      anchorRef={props.anchor}
      placement="top-end"
      gutter={8}
    >
      <Popover.Portal>
        <Popover.Content
          class="emoji-popover floats"
          aria-label={words.chat.emoji}
          onCloseAutoFocus={(event) => event.preventDefault()}
        >
          <EmojiPicker
            onChoose={(emoji) => {
              chosen = true;
              props.onChoose(emoji);
              close();
            }}
          />
        </Popover.Content>
      </Popover.Portal>
    </Popover.Root>
  );
}
