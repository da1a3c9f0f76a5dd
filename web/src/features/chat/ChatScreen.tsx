import { isId } from '@messenger/proto/is-id';
import type { ApiError, Result, Timeline, TimelineItem } from '@messenger/sync';
import { type RouteSectionProps, useLocation, useNavigate } from '@solidjs/router';
import {
  createEffect,
  createMemo,
  createSignal,
  For,
  lazy,
  Match,
  on,
  onCleanup,
  Show,
  Suspense,
  Switch,
  untrack,
} from 'solid-js';
import { createBackCloses } from '../../lib/backCloses.ts';
import { inOverlay } from '../../lib/focus.ts';
import { words } from '../../lib/strings.ts';
import { usePageTitle } from '../../lib/title.ts';
import type { Sync } from '../../sync/bridge.ts';
import { useSync } from '../../sync/context.tsx';
import { isGone } from '../../sync/failure.ts';
import { whenBackOnline } from '../../sync/online.ts';
import { chatName } from '../../sync/views.ts';
import { Button } from '../../ui/Button.tsx';
import { hide, show, showing } from '../images/lightbox.ts';
import { Mentionable } from '../mentions/Mentionable.tsx';
import NotFound from '../shell/NotFound.tsx';
import { askedOf } from './asked.ts';
import { ChatHeader } from './ChatHeader.tsx';
import { ClosedNotice } from './ClosedNotice.tsx';
import { Composer } from './Composer.tsx';
import { detailsShown, showDetails, uncoverChat, useDetailsCover } from './details.ts';
import { LoadFailed } from './LoadFailed.tsx';
import { MessageRow } from './MessageRow.tsx';
import { newSince, whereToOpen } from './opening.ts';
import { Timeline as TimelineView } from './Timeline.tsx';
import { TimelineBones } from './TimelineBones.tsx';
import { TypingLine } from './TypingLine.tsx';
import './ChatScreen.css';

const Unsent = lazy(() => import('./Unsent.tsx'));
const PutOut = lazy(() => import('./PutOut.tsx'));
const DetailsPanel = lazy(() => import('../group/DetailsPanel.tsx'));
const Lightbox = lazy(() => import('../images/Lightbox.tsx'));

/** `/chat/:chatId`, or a group's own address, and `/chat/:chatId/message/:messageId` */
export default function ChatScreen(props: RouteSectionProps) {
  return (
    <Show when={props.params.chatId} keyed>
      {(chat) => (
        <Show when={isId(chat)} fallback={<ByAddress slug={chat} messageId={props.params.messageId} />}>
          <Mentionable chatId={chat}>
            <OneChat chatId={chat} messageId={props.params.messageId} />
          </Mentionable>
        </Show>
      )}
    </Show>
  );
}

/** Leads from a group's own address to its id. */
function ByAddress(props: { slug: string; messageId: string | undefined }) {
  const sync = useSync();
  const navigate = useNavigate();
  const [failure, setFailure] = createSignal<ApiError>();
  const find = async () => {
    setFailure(undefined);
    const result = await sync.actions.findChat(props.slug);
    if (!result.ok) return setFailure(result.error);
    const message = props.messageId === undefined ? '' : `/message/${props.messageId}`;
    navigate(`/chat/${result.value.id}${message}`, { replace: true });
  };
  createEffect(() => void find());
  whenBackOnline(() => failure() && !isGone(failure()) && find());
  return (
    <Switch fallback={<TimelineBones />}>
      <Match when={isGone(failure())}>
        <NotFound />
      </Match>
      <Match when={failure()}>
        <LoadFailed onRetry={find} />
      </Match>
    </Switch>
  );
}

function OneChat(props: { chatId: string; messageId: string | undefined }) {
  const sync = useSync();
  const location = useLocation();
  const detailsCover = useDetailsCover();
  const [opened, setOpened] = createSignal(false);
  const [failure, setFailure] = createSignal<ApiError>();
  const chat = createMemo(() => sync.state.chat(props.chatId));
  const timeline = createMemo(() => sync.state.timeline(props.chatId));
  const name = createMemo(() => {
    const known = chat();
    return known ? chatName(known, sync.state.me()?.id, sync.state.user) : '';
  });
  /** The message to show, once what is around it is loaded; the same again is gone to again. */
  const [target, setTarget] = createSignal<string | undefined>(undefined, { equals: false });
  /** While it is open it may end, or one may be put out of it, and be in it again. */
  const wasThere = createMemo<boolean>((before) => before || chat() !== undefined, false);
  const gone = createMemo(() =>
    chat() ? isGone(failure()) && props.messageId !== undefined : wasThere() || isGone(failure()),
  );
  const putOut = () => wasThere() && !chat();
  usePageTitle(() => (putOut() ? words.chat.putOut : gone() ? words.notFound.title : name()));

  const closeDetails = () => {
    showDetails(false);
    document.getElementById('chat-details-toggle')?.focus();
  };

  const uncover = () => {
    show(undefined);
    uncoverChat();
  };
  createEffect(() => gone() && uncover());
  /** Whoever is beside the details that lie over the chat stays there. */
  const uncoverOnEsc = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || event.isComposing || event.defaultPrevented || inOverlay(event)) return;
    if (!detailsShown() || !detailsCover()) return;
    event.preventDefault();
    showDetails(false);
  };

  let here = true;
  onCleanup(() => {
    here = false;
    uncover();
    sync.actions.closeChat(props.chatId);
  });
  const load = async () => {
    setFailure(undefined);
    const { messageId } = props;
    const result = await (messageId === undefined
      ? openAtNew(sync, props.chatId)
      : openAtMessage(sync, props.chatId, messageId));
    if (!here || messageId !== untrack(() => props.messageId)) return;
    if (result.ok) setTarget(messageId);
    else setFailure(result.error);
    setOpened(true);
  };
  /** What is loaded of it is, though it may not be what was asked for. */
  const shown = () => (opened() && timeline().loaded ? chat() : undefined);
  createEffect(
    on([() => props.messageId, () => askedOf(location.state)], ([messageId, asked], before) => {
      // Only something that covers it came or went: on the way back from there, one had not asked so often.
      if (before && messageId === before[0] && asked <= before[1]) return;
      if (before) uncoverChat();
      if (messageId !== undefined || !shown() || isGone(failure())) return void load();
      setFailure(undefined);
      setTarget(undefined);
    }),
  );
  createBackCloses('details', {
    shown: () => detailsShown() && detailsCover(),
    close: closeDetails,
    open: () => showDetails(true),
  });
  createBackCloses('images', { shown: () => showing() !== undefined, close: hide });
  whenBackOnline(() => failure() && !shown() && load());
  createEffect(
    on(
      () => chat() !== undefined,
      (there, before) => there && before === false && opened() && void load(),
      { defer: true },
    ),
  );

  return (
    <>
      <Show
        when={!gone()}
        fallback={
          <Suspense>
            <Switch fallback={<NotFound />}>
              <Match when={!chat() && timeline().items.length > 0}>
                <Unsent chatId={props.chatId}>
                  <For each={timeline().items}>{(item) => <MessageRow row={alone(item)} item={item} />}</For>
                </Unsent>
              </Match>
              <Match when={putOut()}>
                <PutOut chatId={props.chatId} />
              </Match>
            </Switch>
          </Suspense>
        }
      >
        <div class="chat-and-details">
          <section class="chat" aria-label={words.chat.header(name())} onKeyDown={uncoverOnEsc}>
            <ChatHeader chat={chat()} name={name()} />
            <Switch fallback={<TimelineBones />}>
              <Match when={shown()}>{(known) => <TimelineView chat={known()} name={name()} target={target()} />}</Match>
              <Match when={failure()}>
                <LoadFailed onRetry={load} />
              </Match>
            </Switch>
            <div>
              <Show when={failure() && shown()}>
                <p class="chat-failure" role="alert">
                  {words.chat.loadFailed}
                  <Button look="link" onClick={() => void load()}>
                    {words.chat.retryLoad}
                  </Button>
                </p>
              </Show>
              <TypingLine chatId={props.chatId} />
            </div>
            <Show when={chat()} fallback={<div class="composer" aria-hidden="true" />}>
              {(known) => (
                <Show when={!known().closed} fallback={<ClosedNotice chat={known()} name={name()} />}>
                  <Composer chatId={props.chatId} name={name()} />
                </Show>
              )}
            </Show>
          </section>
          <Show when={detailsShown() && chat()}>
            {(known) => (
              <Suspense>
                <DetailsPanel chat={known()} name={name()} onClose={closeDetails} />
              </Suspense>
            )}
          </Show>
        </div>
      </Show>
      <Show when={showing()}>
        {(images) => (
          <Suspense>
            <Lightbox showing={images()} />
          </Suspense>
        )}
      </Show>
    </>
  );
}

const alone = ({ id, message }: TimelineItem) => ({
  id,
  at: message.sentAt,
  own: true,
  notice: false,
  first: true,
  last: true,
  newDay: false,
  newFrom: false,
});

/** Loads what is around a message, unless it is there. */
async function openAtMessage(sync: Sync, chatId: string, messageId: string): Promise<Result<Timeline>> {
  const opened = await sync.actions.openChat(chatId);
  if (!opened.ok || opened.value.items.some(({ id }) => id === messageId)) return opened;
  const message = await sync.actions.loadMessage(chatId, messageId);
  return message.ok ? sync.actions.loadAround(chatId, message.value.ordinal) : message;
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
