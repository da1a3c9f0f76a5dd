import type { ApiError, Result, Timeline } from '@messenger/sync';
import type { RouteSectionProps } from '@solidjs/router';
import { createEffect, createMemo, createSignal, Match, onCleanup, Show, Switch, untrack } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { usePageTitle } from '../../lib/title.ts';
import type { Sync } from '../../sync/bridge.ts';
import { useSync } from '../../sync/context.tsx';
import { chatName } from '../../sync/views.ts';
import NotFound from '../shell/NotFound.tsx';
import { ChatHeader } from './ChatHeader.tsx';
import { ClosedNotice } from './ClosedNotice.tsx';
import { Composer } from './Composer.tsx';
import { LoadFailed } from './LoadFailed.tsx';
import { newSince, whereToOpen } from './opening.ts';
import { Timeline as TimelineView } from './Timeline.tsx';
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
  const [opened, setOpened] = createSignal(false);
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
    const result = await openAtNew(sync, props.chatId);
    if (!here) return;
    setOpened(true);
    if (!result.ok) setFailure(result.error);
  };
  createEffect(() => void load());

  return (
    <Show when={!gone()} fallback={<NotFound />}>
      <section class="chat" aria-label={words.chat.header(name())}>
        <ChatHeader chat={chat()} name={name()} />
        <Switch fallback={<TimelineBones />}>
          <Match when={opened() && timeline().loaded && chat()}>
            {(known) => <TimelineView chat={known()} name={name()} />}
          </Match>
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

/** Loads what is to be seen first: the page with the first new message, else the end. */
async function openAtNew(sync: Sync, chatId: string): Promise<Result<Timeline>> {
  const opened = await sync.actions.openChat(chatId);
  const chat = untrack(() => sync.state.chat(chatId));
  if (!opened.ok || !chat) return opened;
  const where = whereToOpen(
    opened.value,
    untrack(() => newSince(chat)),
  );
  if (where === 'here') return opened;
  return where === 'latest' ? sync.actions.loadLatest(chatId) : sync.actions.loadAround(chatId, where);
}
