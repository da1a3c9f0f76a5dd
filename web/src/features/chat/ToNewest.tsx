import ArrowDown from 'lucide-solid/icons/arrow-down';
import { Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import './ToNewest.css';

/** Floats over the timeline while one is not at its end: how many came meanwhile, and the way there. */
export function ToNewest(props: { shown: boolean; count: number; onClick: () => void }) {
  return (
    <Show when={props.shown}>
      <button type="button" class="to-newest figures" title={words.chat.toBottom} onClick={() => props.onClick()}>
        {words.chat.pill(props.count)}
        <ArrowDown size={16} />
      </button>
    </Show>
  );
}
