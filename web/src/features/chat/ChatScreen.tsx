import type { ApiError } from '@messenger/sync';
import type { RouteSectionProps } from '@solidjs/router';
import { createEffect, createMemo, createSignal, Match, onCleanup, Show, Switch } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { usePageTitle } from '../../lib/title.ts';
import { useSync } from '../../sync/context.tsx';
import { chatName } from '../../sync/views.ts';
import NotFound from '../shell/NotFound.tsx';
import { ChatHeader } from './ChatHeader.tsx';
import { ClosedNotice } from './ClosedNotice.tsx';
import { Composer } from './Composer.tsx';
import { LoadFailed } from './LoadFailed.tsx';
import { Timeline } from './Timeline.tsx';
import { TimelineBones } from './TimelineBones.tsx';
import { TypingLine } from './TypingLine.tsx';
import './ChatScreen.css';

/** `/chat/:chatId` */
export default function ChatScreen(props: RouteSectionProps) {
  return (
    <Show when={props.params.chatId} keyed>
      {(chatId) => <OneChat chatId={chatId} />}
    </Show>
  );
}

function OneChat(props: { chatId: string }) {
  const sync = useSync();
  const [failure, setFailure] = createSignal<ApiError>();
  const chat = createMemo(() => sync.state.chat(props.chatId));
  const timeline = createMemo(() => sync.state.timeline(props.chatId));
  const name = createMemo(() => {
    const known = chat();
    return known ? chatName(known, sync.state.me()?.id, sync.state.user) : '';
  });
  const gone = () => !chat() && ['not_found', 'validation_failed'].includes(failure()?.code ?? '');
  usePageTitle(() => (gone() ? words.notFound.title : name()));

  let here = true;
  onCleanup(() => {
    here = false;
  });
  const load = async () => {
    setFailure(undefined);
    const result = await sync.actions.openChat(props.chatId);
    if (here && !result.ok) setFailure(result.error);
  };
  createEffect(() => void load());

  return (
    <Show when={!gone()} fallback={<NotFound />}>
      <section class="chat" aria-label={words.chat.header(name())}>
        <ChatHeader chat={chat()} name={name()} />
        <Switch fallback={<TimelineBones />}>
          <Match when={timeline().loaded && chat()}>{(known) => <Timeline chat={known()} name={name()} />}</Match>
          <Match when={failure()}>
            <LoadFailed onRetry={load} />
          </Match>
        </Switch>
        <TypingLine chatId={props.chatId} />
        <Show when={chat()} fallback={<div class="composer" aria-hidden="true" />}>
          {(known) => (
            <Show when={!known().closed} fallback={<ClosedNotice chat={known()} name={name()} />}>
              <Composer chatId={props.chatId} name={name()} />
            </Show>
          )}
        </Show>
      </section>
    </Show>
  );
}
