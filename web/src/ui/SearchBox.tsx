import Search from 'lucide-solid/icons/search';
import X from 'lucide-solid/icons/x';
import { type JSX, Show, splitProps } from 'solid-js';
import { words } from '../lib/strings.ts';
import { IconButton } from './Button.tsx';
import './SearchBox.css';

type Props = Omit<JSX.InputHTMLAttributes<HTMLInputElement>, 'onChange' | 'onInput' | 'ref' | 'value'> & {
  value: string;
  onChange: (value: string) => void;
  ref?: (element: HTMLInputElement) => void;
};

/** Where one types what to look for, with a way to empty it. Its class says where its parts stand. */
export function SearchBox(props: Props) {
  const [own, rest] = splitProps(props, ['class', 'value', 'onChange', 'ref']);
  let input: HTMLInputElement | undefined;
  return (
    <div class={`search-box ${own.class ?? ''}`}>
      <Search size={16} aria-hidden="true" />
      <input
        ref={(element) => {
          input = element;
          own.ref?.(element);
        }}
        type="text"
        autocomplete="off"
        value={own.value}
        onInput={(event) => own.onChange(event.currentTarget.value)}
        {...rest}
      />
      <Show when={own.value}>
        <IconButton
          label={words.chats.clearFilter}
          onClick={() => {
            own.onChange('');
            input?.focus();
          }}
        >
          <X size={16} />
        </IconButton>
      </Show>
    </div>
  );
}
