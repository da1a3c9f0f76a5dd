import { For, onMount, Show } from 'solid-js';
import { completeEmoji } from '../emoji/completeEmoji.ts';
import { completeMentions } from '../mentions/completeMentions.tsx';
import { type Completion, createCompletion } from './createCompletion.ts';
import './Completions.css';

type Props = { id: string; area: () => HTMLTextAreaElement | undefined; ref: (completion: Completion) => void };

/** What fits the `:name` or `@name` that is being written. The text keeps the focus. */
export default function Completions(props: Props) {
  const completion = createCompletion(() => props.area(), [completeEmoji, completeMentions()]);
  const { matches, active, label, take } = completion;
  onMount(() => {
    props.ref(completion);
    completion.follow();
  });
  return (
    <Show when={matches().length > 0}>
      <div id={props.id} class="completion floats" role="listbox" aria-label={label()}>
        <For each={matches()}>
          {(each, index) => (
            // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: keys go to the text
            <div
              id={`${props.id}-${index()}`}
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
