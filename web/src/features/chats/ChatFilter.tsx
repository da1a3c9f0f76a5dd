import { words } from '../../lib/strings.ts';
import { SearchBox } from '../../ui/SearchBox.tsx';
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
    <SearchBox
      class="chat-filter"
      ref={(element) => props.ref(element)}
      enterkeyhint="go"
      aria-label={words.chats.filter}
      placeholder={words.chats.filter}
      value={props.value}
      onChange={props.onChange}
      onKeyDown={onKeyDown}
    />
  );
}
