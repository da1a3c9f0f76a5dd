import type { ApiError, TimelineItem } from '@messenger/sync';
import { createMemo, createSignal, lazy, Show, Suspense } from 'solid-js';
import { clock } from '../../lib/now.ts';
import { words } from '../../lib/strings.ts';
import { hueOf, isEmojiOnly } from '../../lib/text.ts';
import { fullWhen, timeOfDay } from '../../lib/time.ts';
import { useSync } from '../../sync/context.tsx';
import { failureText } from '../../sync/failure.ts';
import { nameOf, progressOf, receiptCount } from '../../sync/views.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { ImageGrid } from '../images/ImageGrid.tsx';
import { show } from '../images/lightbox.ts';
import { canKeep, deletionFailure, forgetFailure, isDeleting, keep } from './deleting.ts';
import { litMessage } from './lit.ts';
import { Markup } from './Markup.tsx';
import { MessageTools } from './MessageTools.tsx';
import { openTools } from './moveFocus.ts';
import { Reactions } from './Reactions.tsx';
import { ReplyLine } from './ReplyLine.tsx';
import type { Row } from './rows.ts';
import { Tick } from './Tick.tsx';
import { UnsentTools } from './UnsentTools.tsx';
import './MessageRow.css';

const EditHistory = lazy(() => import('./EditHistory.tsx'));
const MessageInfo = lazy(() => import('./MessageInfo.tsx'));

type Props = { row: Row; item: TimelineItem };

/** One message: picture and name at the start of a run, text, and at the right edge its time and how far it has come. */
export function MessageRow(props: Props) {
  const sync = useSync();
  const message = () => props.item.message;
  // Of all that changes about a chat with each message, rows follow only what they show.
  const chat = () => sync.state.chat(message().chatId);
  const open = createMemo(() => chat()?.closed === false);
  const progress = createMemo(() => progressOf(props.item, chat()));
  const count = createMemo(() => receiptCount(props.item, chat()));
  const name = createMemo(() => nameOf(sync.state.user(message().senderId)));
  const [failed, setFailed] = createSignal<ApiError>();
  const notDone = () => failed() ?? (message().deletedAt ? undefined : deletionFailure(props.item.id));
  const setNotDone = (error: ApiError | undefined) => {
    forgetFailure(props.item.id);
    setFailed(error);
  };
  const unsent = () => (props.item.state === 'sent' ? undefined : props.item);
  const files = () => unsent()?.files;
  const failure = () => (props.item.state === 'failed' ? failureText(props.item.error) : undefined);
  const [shown, setShown] = createSignal<'history' | 'info'>();
  const [near, setNear] = createSignal(false);
  const [focused, setFocused] = createSignal(false);
  /** Whether a text was selected before the press: then it is about that. */
  let selected = false;
  const when = () => words.chat.timeTitle(fullWhen(message().sentAt, clock()), message().ordinal || undefined);
  const textId = () => `text-${props.item.id}`;
  return (
    <article
      class="message"
      tabindex="-1"
      data-own={props.row.own ? '' : undefined}
      data-first={props.row.first ? '' : undefined}
      data-last={props.row.last ? '' : undefined}
      data-state={props.item.state}
      data-hue={hueOf(message().senderId)}
      data-message={props.item.id}
      data-lit={litMessage() === props.item.id ? '' : undefined}
      onPointerEnter={() => setNear(true)}
      onPointerLeave={() => setNear(false)}
      onFocusIn={({ target, currentTarget }) =>
        setFocused(currentTarget.contains(target) && target.matches(':focus-visible'))
      }
      onFocusOut={({ relatedTarget, currentTarget }) =>
        currentTarget.contains(relatedTarget as Node | null) || setFocused(false)
      }
      onPointerDown={() => {
        selected = getSelection()?.type === 'Range';
      }}
      onContextMenu={(event) => {
        // What a message has opened lies over the page, and yet tells its row of what happens there.
        if (selected || !isLongPress(event) || !event.currentTarget.contains(event.target as Node)) return;
        event.preventDefault();
        openTools(event.currentTarget);
      }}
      aria-label={words.chat.messageBy(name(), timeOfDay(message().sentAt, clock()))}
      aria-describedby={message().text || message().deletedAt ? textId() : undefined}
      aria-posinset={message().ordinal || undefined}
      aria-setsize={message().ordinal ? -1 : undefined}
    >
      <Show when={props.row.first}>
        <Avatar id={message().senderId} name={name()} picture={sync.state.user(message().senderId)?.avatar} />
        <h2 class="message-author">
          <a href={`/user/${message().senderId}`}>
            <span dir="auto">{name()}</span>
          </a>
        </h2>
      </Show>
      <Show
        when={!message().deletedAt && !isDeleting(props.item.id)}
        fallback={
          <div class="message-deleted">
            <p id={textId()}>{words.chat.deleted}</p>
            <Show when={canKeep(props.item.id)}>
              <Button
                look="link"
                ref={(button) => queueMicrotask(() => button.focus())}
                onClick={() => keep(props.item.id)}
              >
                {words.chat.undo}
              </Button>
            </Show>
          </div>
        }
      >
        <Show when={message().replyTo}>
          {(original) => <ReplyLine chatId={message().chatId} original={original()} />}
        </Show>
        <Show when={message().text}>
          <div id={textId()} class="message-text" data-emoji={isEmojiOnly(message().text) ? '' : undefined}>
            <Markup text={message().text} />
          </div>
        </Show>
        <Show when={message().attachments.length > 0 || files()}>
          <ImageGrid
            attachments={message().attachments}
            files={files()}
            author={name()}
            onOpen={(index, from) =>
              show({
                images: message().attachments.map((image) => ({ image, messageId: props.item.id, author: name() })),
                index,
                from,
              })
            }
          />
        </Show>
        <Show when={message().reactions.length > 0}>
          <Reactions message={message()} onFailure={setNotDone} />
        </Show>
      </Show>
      <span class="message-meta">
        <Show when={!message().deletedAt && message().editedAt}>
          {(at) => (
            <button
              type="button"
              class="message-edited"
              aria-haspopup="dialog"
              title={words.chat.editedAt(fullWhen(at(), clock()))}
              onClick={() => setShown('history')}
            >
              {words.chat.edited}
            </button>
          )}
        </Show>
        <time datetime={message().sentAt} title={when()}>
          {timeOfDay(message().sentAt, clock())}
        </time>
        <Show when={props.row.own}>
          <Show
            when={props.item.state === 'sent' && !message().deletedAt}
            fallback={<Tick progress={progress()} count={count()} />}
          >
            <button type="button" class="message-tick" aria-haspopup="dialog" onClick={() => setShown('info')}>
              <Tick progress={progress()} count={count()} />
            </button>
          </Show>
        </Show>
        <Show
          when={props.item.state === 'sent' && !message().deletedAt && !isDeleting(props.item.id)}
          fallback={
            <Show when={!unsent()}>
              <span class="message-no-tools" />
            </Show>
          }
        >
          <MessageTools
            message={message()}
            own={props.row.own}
            open={open()}
            near={near() || focused()}
            onFailure={setNotDone}
          />
        </Show>
        <Show when={unsent()}>{(item) => <UnsentTools item={item()} onFailure={setNotDone} />}</Show>
      </span>
      <Show when={!message().deletedAt && shown()} keyed>
        {(what) => (
          <Suspense>
            <Show
              when={what === 'history'}
              fallback={<MessageInfo message={message()} progress={progress()} onClose={() => setShown(undefined)} />}
            >
              <EditHistory message={message()} onClose={() => setShown(undefined)} />
            </Show>
          </Suspense>
        )}
      </Show>
      <Show when={notDone()}>
        {(error) => (
          <p class="message-failure" role="alert">
            {words.chat.notDone(failureText(error()))}
          </p>
        )}
      </Show>
      <Show when={failure()}>
        {(reason) => (
          <div class="message-failure" role="alert">
            <span>{words.chat.failed(reason())}</span>
            <Show when={chat()}>
              <Button look="quiet" onClick={() => sync.actions.retry(props.item.id)}>
                {words.chat.retry}
              </Button>
            </Show>
            <Button look="quiet" onClick={() => sync.actions.discard(props.item.id)}>
              {words.chat.discard}
            </Button>
          </div>
        )}
      </Show>
    </article>
  );
}

/** A finger on what has no menu of its own. */
const isLongPress = (event: MouseEvent): boolean =>
  event instanceof PointerEvent &&
  event.pointerType === 'touch' &&
  event.target instanceof Element &&
  !event.target.closest('a, button, img');
