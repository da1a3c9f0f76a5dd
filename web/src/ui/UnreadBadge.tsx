import { Show } from 'solid-js';
import { words } from '../lib/strings.ts';
import './UnreadBadge.css';

/** How many messages of a chat are new; nothing where none is. */
export function UnreadBadge(props: { count: number; muted: boolean }) {
  return (
    <Show when={props.count > 0}>
      <span class="unread-badge" data-muted={props.muted ? '' : undefined}>
        <span aria-hidden="true">{props.count > 99 ? '99+' : props.count}</span>
        <span class="visually-hidden">
          {words.chats.unread(props.count)}
          <Show when={props.muted}>, {words.chats.muted}</Show>
        </span>
      </span>
    </Show>
  );
}
