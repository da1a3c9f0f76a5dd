import ArrowDown from 'lucide-solid/icons/arrow-down';
import { Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import './TimelineWays.css';

type Props = {
  /** What is new is elsewhere, and was not seen. */
  newHidden: boolean;
  onNew: () => void;
  /** One is not at the end. */
  endHidden: boolean;
  /** How many messages are unread. */
  count: number;
  onNewest: () => void;
};

/** Float over the timeline: the way to the first new message, and to the end with how many came meanwhile. */
export function TimelineWays(props: Props) {
  return (
    <div class="timeline-ways">
      <Show when={props.newHidden}>
        <button type="button" class="timeline-way" title={words.chat.toNew} onClick={() => props.onNew()}>
          {words.chat.firstNew}
        </button>
      </Show>
      <Show when={props.endHidden}>
        <button type="button" class="timeline-way figures" title={words.chat.toBottom} onClick={() => props.onNewest()}>
          {words.chat.pill(props.count)}
          <ArrowDown size={16} />
        </button>
      </Show>
    </div>
  );
}
