import CircleAlert from 'lucide-solid/icons/circle-alert';
import Clock from 'lucide-solid/icons/clock';
import { Match, Show, Switch } from 'solid-js';
import { words } from '../../lib/strings.ts';
import type { Progress } from '../../sync/views.ts';
import { OneTick, TwoTicks } from './RowIcons.tsx';

/** How far an own message has come: clock, one tick, two, two in accent; in groups with how many. */
export function Tick(props: { progress: Progress; count?: number | undefined }) {
  const label = () => words.chat.stateOf(props.progress, props.count);
  return (
    <span class="tick" data-progress={props.progress} role="img" aria-label={label()} title={label()}>
      <Switch>
        <Match when={props.progress === 'waiting'}>
          <Clock size={14} />
        </Match>
        <Match when={props.progress === 'failed'}>
          <CircleAlert size={14} />
        </Match>
        <Match when={props.progress === 'sent'}>
          <OneTick />
        </Match>
        <Match when={true}>
          <TwoTicks />
        </Match>
      </Switch>
      <Show when={props.count}>
        <span class="tick-count figures">{props.count}</span>
      </Show>
    </span>
  );
}
