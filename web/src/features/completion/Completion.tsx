import { For, Show } from 'solid-js';
import type { createCompletion } from './createCompletion.ts';
import './Completion.css';

export const completionId = 'completion';

/** What fits the `:name` or `@name` that is being written. The text keeps the focus. */
export function Completion(props: { completion: ReturnType<typeof createCompletion> }) {
  const { matches, active, label, take } = props.completion;
  return (
    <Show when={matches().length > 0}>
      <div id={completionId} class="completion floats" role="listbox" aria-label={label()}>
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
              <span aria-hidden="true">{each.sign()}</span>
              <span dir="auto">{each.name}</span>
              <small>
                <bdi>{each.about}</bdi>
              </small>
            </div>
          )}
        </For>
      </div>
    </Show>
  );
}
