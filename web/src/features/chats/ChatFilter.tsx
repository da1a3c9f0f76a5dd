import Search from 'lucide-solid/icons/search';
import X from 'lucide-solid/icons/x';
import { Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { IconButton } from '../../ui/Button.tsx';
import './ChatFilter.css';

type Props = {
  value: string;
  onChange: (value: string) => void;
  ref: (element: HTMLInputElement) => void;
  /** Arrow down: into the list. */
  onDown: () => void;
  onEnter: () => void;
  /** Esc with nothing to clear. */
  onLeave: () => void;
};

/** Narrows the chat list. Esc clears it, and a second Esc leaves it. */
export function ChatFilter(props: Props) {
  let input: HTMLInputElement | undefined;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    if (event.key === 'ArrowDown') props.onDown();
    else if (event.key === 'Enter') props.onEnter();
    else if (event.key === 'Escape' && props.value) props.onChange('');
    else if (event.key === 'Escape') props.onLeave();
    else return;
    event.preventDefault();
  };
  return (
    <div class="chat-filter">
      <Search size={16} aria-hidden="true" />
      <input
        ref={(element) => {
          input = element;
          props.ref(element);
        }}
        type="text"
        enterkeyhint="go"
        aria-label={words.chats.filter}
        placeholder={words.chats.filter}
        autocomplete="off"
        value={props.value}
        onInput={(event) => props.onChange(event.currentTarget.value)}
        onKeyDown={onKeyDown}
      />
      <Show when={props.value}>
        <IconButton
          label={words.chats.clearFilter}
          onClick={() => {
            props.onChange('');
            input?.focus();
          }}
        >
          <X size={16} />
        </IconButton>
      </Show>
    </div>
  );
}
