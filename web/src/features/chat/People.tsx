import { For, Show } from 'solid-js';
import { whenSeen } from '../../lib/seen.ts';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { nameOf } from '../../sync/views.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import './MessageDialog.css';

type Props = {
  title: string;
  userIds: readonly string[];
  /** How many there are, should not all of them be named. */
  count?: number;
};

/** Those who did something about a message; nothing while there are none. */
export function People(props: Props) {
  const sync = useSync();
  const user = (userId: string) => sync.state.user(userId);
  const count = () => props.count ?? props.userIds.length;
  return (
    <Show when={props.userIds.length > 0}>
      <h3 class="message-people-title">
        {props.title}
        <span class="title-count">{count()}</span>
      </h3>
      <ul class="message-people" aria-label={props.title}>
        <For each={props.userIds}>
          {(userId) => (
            <li ref={(row) => whenSeen(row, () => sync.actions.meet([userId]))}>
              <Avatar id={userId} name={nameOf(user(userId))} picture={user(userId)?.avatar} />
              <span dir="auto">{nameOf(user(userId))}</span>
            </li>
          )}
        </For>
        <Show when={count() > props.userIds.length}>
          <li class="message-people-more">{words.chat.othersToo(count() - props.userIds.length)}</li>
        </Show>
      </ul>
    </Show>
  );
}
