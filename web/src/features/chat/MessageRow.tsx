import type { ApiError, TimelineItem } from '@messenger/sync';
import { createMemo, createSignal, Show } from 'solid-js';
import { clock } from '../../lib/now.ts';
import { words } from '../../lib/strings.ts';
import { hueOf, isEmojiOnly } from '../../lib/text.ts';
import { fullWhen, timeOfDay } from '../../lib/time.ts';
import { useSync } from '../../sync/context.tsx';
import { nameOf, progressOf, receiptCount } from '../../sync/views.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button } from '../../ui/Button.tsx';
import { Markup } from './Markup.tsx';
import { MessageTools } from './MessageTools.tsx';
import { Reactions } from './Reactions.tsx';
import { ReplyLine } from './ReplyLine.tsx';
import type { Row } from './rows.ts';
import { Tick } from './Tick.tsx';
import './MessageRow.css';

type Props = { row: Row; item: TimelineItem };

/** One message: picture and name at the start of a run, text, and at the right edge its time and how far it has come. */
export function MessageRow(props: Props) {
  const sync = useSync();
  const message = () => props.item.message;
  const chat = () => sync.state.chat(message().chatId);
  const name = createMemo(() => nameOf(sync.state.user(message().senderId)));
  const [notDone, setNotDone] = createSignal<ApiError>();
  const failure = () => (props.item.state === 'failed' ? props.item.error.message : undefined);
  const when = () => words.chat.timeTitle(fullWhen(message().sentAt, clock()), message().ordinal || undefined);
  return (
    <article
      class="message"
      data-own={props.row.own ? '' : undefined}
      data-first={props.row.first ? '' : undefined}
      data-last={props.row.last ? '' : undefined}
      data-state={props.item.state}
      data-hue={hueOf(message().senderId)}
      data-message={props.item.id}
      aria-posinset={message().ordinal || undefined}
      aria-setsize={message().ordinal ? -1 : undefined}
    >
      <Show when={props.row.first}>
        <Avatar id={message().senderId} name={name()} />
        <h2 class="message-author" dir="auto">
          {name()}
        </h2>
      </Show>
      <Show when={!message().deletedAt} fallback={<p class="message-deleted">{words.chat.deleted}</p>}>
        <Show when={message().replyTo}>
          {(original) => <ReplyLine chatId={message().chatId} original={original()} />}
        </Show>
        <div class="message-text" data-emoji={isEmojiOnly(message().text) ? '' : undefined} dir="auto">
          <Markup text={message().text} />
        </div>
        <Show when={message().reactions.length > 0}>
          <Reactions message={message()} onFailure={setNotDone} />
        </Show>
      </Show>
      <span class="message-meta">
        <Show when={!message().deletedAt && message().editedAt}>
          {(at) => <span title={words.chat.editedAt(fullWhen(at(), clock()))}>{words.chat.edited}</span>}
        </Show>
        <time datetime={message().sentAt} title={when()}>
          {timeOfDay(message().sentAt, clock())}
        </time>
        <Show when={props.row.own}>
          <Tick progress={progressOf(props.item, chat())} count={receiptCount(props.item, chat())} />
        </Show>
        <Show when={props.item.state === 'sent' && !message().deletedAt && chat()?.closed === false}>
          <MessageTools message={message()} own={props.row.own} onFailure={setNotDone} />
        </Show>
      </span>
      <Show when={notDone()}>
        {(error) => (
          <p class="message-failure" role="alert">
            {words.chat.notDone(error().message)}
          </p>
        )}
      </Show>
      <Show when={failure()}>
        {(reason) => (
          <div class="message-failure" role="alert">
            <span>{words.chat.failed(reason())}</span>
            <Button look="quiet" onClick={() => sync.actions.retry(props.item.id)}>
              {words.chat.retry}
            </Button>
            <Button look="quiet" onClick={() => sync.actions.discard(props.item.id)}>
              {words.chat.discard}
            </Button>
          </div>
        )}
      </Show>
    </article>
  );
}
