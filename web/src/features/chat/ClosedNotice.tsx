import type { Chat } from '@messenger/proto';
import { createMemo, createSignal, Match, Show, Switch } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { failureText } from '../../sync/failure.ts';
import { peerOf } from '../../sync/views.ts';
import { Button } from '../../ui/Button.tsx';
import './ClosedNotice.css';

/** In the composer's place where one may read but not write: why, and the way back. */
export function ClosedNotice(props: { chat: Chat; name: string }) {
  const sync = useSync();
  const [failure, setFailure] = createSignal<string>();
  const peer = createMemo(() => peerOf(props.chat, sync.state.me()?.id) ?? '');
  const incoming = createMemo(() => sync.state.requests().incoming.find((request) => request.user.id === peer()));
  const outgoing = createMemo(() => sync.state.requests().outgoing.some((request) => request.user.id === peer()));
  const run = async (action: ReturnType<typeof sync.actions.acceptRequest | typeof sync.actions.requestContact>) => {
    const result = await action;
    setFailure(result.ok ? undefined : failureText(result.error));
  };
  return (
    <div class="closed">
      <p>{props.chat.kind === 'group' ? words.group.closed : words.chat.closed(props.name)}</p>
      <Switch
        fallback={<Button onClick={() => run(sync.actions.requestContact(peer()))}>{words.chat.requestAgain}</Button>}
      >
        <Match when={props.chat.kind === 'group'}>{null}</Match>
        <Match when={incoming()}>
          {(request) => (
            <>
              <p>{words.chat.requestWaits}</p>
              <Button look="primary" onClick={() => run(sync.actions.acceptRequest(request().id))}>
                {words.contacts.accept}
              </Button>
            </>
          )}
        </Match>
        <Match when={outgoing()}>
          <p>{words.chat.requestSent}</p>
        </Match>
      </Switch>
      <Show when={failure()}>
        <p class="closed-failure" role="alert">
          {failure()}
        </p>
      </Show>
    </div>
  );
}
