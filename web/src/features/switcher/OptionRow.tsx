import Search from 'lucide-solid/icons/search';
import { Match, Show, Switch } from 'solid-js';
import { Dynamic } from 'solid-js/web';
import { clock } from '../../lib/now.ts';
import { useSync } from '../../sync/context.tsx';
import { isMuted, peerOf } from '../../sync/views.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { UnreadBadge } from '../../ui/UnreadBadge.tsx';
import { KeyNames } from '../shortcuts/Help.tsx';
import type { Row } from './options.ts';

type Props = {
  id: string;
  row: Row;
  active: boolean;
  onPoint: () => void;
  onChoose: () => void;
};

/** One place, person or action of the switcher. */
export function OptionRow(props: Props) {
  const sync = useSync();
  const chat = () => (props.row.kind === 'chat' ? props.row.chat : undefined);
  const user = () => (props.row.kind === 'person' ? props.row.user : undefined);
  const action = () => (props.row.kind === 'action' ? props.row.action : undefined);
  const peer = () => {
    const known = chat();
    return known ? peerOf(known, sync.state.me()?.id) : undefined;
  };
  const picture = () => (peer() ? sync.state.user(peer() ?? '')?.avatar : chat()?.avatar);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the field above has the focus and the keys
    <div
      id={props.id}
      class="switcher-option"
      role="option"
      aria-selected={props.active}
      onPointerMove={() => props.active || props.onPoint()}
      onClick={() => props.onChoose()}
    >
      <Switch fallback={<Search size={18} aria-hidden="true" />}>
        <Match when={chat()}>
          {(known) => <Avatar id={peer() ?? known().id} name={props.row.label} size="small" picture={picture()} />}
        </Match>
        <Match when={user()}>
          {(known) => <Avatar id={known().id} name={props.row.label} size="small" picture={known().avatar} />}
        </Match>
        <Match when={action()}>{(known) => <Dynamic component={known().icon} size={18} aria-hidden="true" />}</Match>
      </Switch>
      <span class="switcher-label" dir="auto">
        {props.row.label}
      </span>
      <Show when={user()}>{(known) => <bdi class="switcher-about">@{known().username}</bdi>}</Show>
      <Show when={chat()}>
        {(known) => <UnreadBadge count={known().unread} muted={isMuted(known().settings, clock().now)} />}
      </Show>
      <Show when={action()?.keys}>{(keys) => <KeyNames keys={keys()} />}</Show>
    </div>
  );
}
