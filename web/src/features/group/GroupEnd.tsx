import type { Chat } from '@messenger/proto';
import { useNavigate } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { failureText } from '../../sync/failure.ts';
import { Button } from '../../ui/Button.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Flaw } from '../../ui/Flaw.tsx';

/** The ways out of a group: to leave it, and for its owner to end it. */
export function GroupEnd(props: { chat: Chat; name: string }) {
  const sync = useSync();
  const navigate = useNavigate();
  const [asking, setAsking] = createSignal<'leave' | 'delete'>();
  const [failure, setFailure] = createSignal<string>();
  const buttons: { leave?: HTMLElement; delete?: HTMLElement } = {};
  const owns = () => props.chat.me.role === 'owner';
  const run = async (what: 'leave' | 'delete') => {
    const result = await sync.actions[what === 'leave' ? 'leaveGroup' : 'deleteGroup'](props.chat.id);
    if (result.ok) navigate('/');
    else setFailure(failureText(result.error));
  };
  return (
    <div class="details-end">
      <Flaw text={failure()} />
      <Button
        look="quiet"
        ref={(element) => {
          buttons.leave = element;
        }}
        onClick={() => setAsking('leave')}
      >
        {words.group.leave}
      </Button>
      <Show when={owns() && !props.chat.closed}>
        <Button
          look="quiet"
          ref={(element) => {
            buttons.delete = element;
          }}
          onClick={() => setAsking('delete')}
        >
          {words.group.delete}
        </Button>
      </Show>
      <Show when={asking()} keyed>
        {(what) => (
          <Confirm
            open
            title={what === 'leave' ? words.group.leaveTitle(props.name) : words.group.deleteTitle(props.name)}
            body={
              what === 'delete'
                ? words.group.deleteBody
                : owns()
                  ? `${words.group.leaveBody} ${words.group.leaveOwner}`
                  : words.group.leaveBody
            }
            confirm={what === 'leave' ? words.group.leave : words.group.delete}
            cancel={words.chat.cancel}
            returnFocus={() => buttons[what]}
            onConfirm={() => void run(what)}
            onClose={() => setAsking(undefined)}
          />
        )}
      </Show>
    </div>
  );
}
