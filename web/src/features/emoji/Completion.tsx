import { For, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import type { createCompletion } from './createCompletion.ts';
import './Completion.css';

export const completionId = 'emoji-completion';

/** The emoji that fit a `:name` in the composer. The text keeps the focus. */
export function Completion(props: { completion: ReturnType<typeof createCompletion> }) {
  const { matches, active, take } = props.completion;
  return (
    <Show when={matches().length > 0}>
      <div id={completionId} class="completion floats" role="listbox" aria-label={words.chat.emojiMatches}>
        <For each={matches()}>
          {(each, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: keys go to the text
            <div
              id={`${completionId}-${index()}`}
              role="option"
              aria-selected={active() === index()}
              // The text keeps the focus, and a phone its keyboard.
              onPointerDown={(event) => event.preventDefault()}
              onClick={() => take(each)}
            >
              <span aria-hidden="true">{each.emoji}</span>
              <span>:{each.names[0]}:</span>
              <small>{each.label}</small>
            </div>
          )}
        </For>
      </div>
    </Show>
  );
}
