import type { Message } from '@messenger/proto';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import { createEffect, createMemo, createSignal, on, onCleanup, onMount, Show } from 'solid-js';
import { finePointer } from '../../lib/media.ts';
import { words } from '../../lib/strings.ts';
import { codePoints } from '../../lib/text.ts';
import { useSync } from '../../sync/context.tsx';
import { useDrafts } from '../chats/useDrafts.ts';
import { ComposingLine } from './ComposingLine.tsx';
import { compose, composingIn, focusAsked } from './composing.ts';
import { fitToText } from './grow.ts';
import { limitOf } from './limit.ts';
import './Composer.css';

/** Where one writes: Enter sends, Shift+Enter breaks the line, and what is not sent stays as the chat's draft. */
export function Composer(props: { chatId: string; name: string }) {
  const sync = useSync();
  const drafts = useDrafts();
  const [text, setText] = createSignal(drafts.read(props.chatId));
  const limit = createMemo(() => limitOf(codePoints(text())));
  const empty = () => text().trim() === '';
  const [failure, setFailure] = createSignal<string>();
  const composing = createMemo(() => composingIn(props.chatId));
  const edited = () => (composing()?.kind === 'edit' ? composing()?.message : undefined);
  let area: HTMLTextAreaElement | undefined;

  const fit = () => {
    if (area?.form) fitToText(area, area.form);
  };
  const write = (next: string) => {
    setText(next);
    if (!edited()) drafts.write(props.chatId, next);
    fit();
    if (next.trim() === '') sync.actions.stopTyping(props.chatId);
    else sync.actions.typing(props.chatId);
  };
  const send = () => {
    if (empty() || limit().over) return;
    const message = edited();
    if (message) return void change(message);
    sync.actions.send(props.chatId, text().trim(), composing()?.message);
    setText('');
    drafts.write(props.chatId, '');
    sync.actions.stopTyping(props.chatId);
    compose(undefined);
    fit();
    area?.focus();
  };
  const change = async (message: Message) => {
    const next = text().trim();
    setFailure(undefined);
    const result = next === message.text ? undefined : await sync.actions.edit(props.chatId, message.id, next);
    if (edited() !== message) return;
    if (result && !result.ok) setFailure(words.chat.notDone(result.error.message));
    else compose(undefined);
  };
  createEffect(on(focusAsked, () => area?.focus(), { defer: true }));
  /** The draft waits while another text is written in its place. */
  createEffect(
    on(
      composing,
      (now, before) => {
        setFailure(undefined);
        if (now?.kind === 'edit') setText(now.message.text);
        else if (before?.kind === 'edit') setText(drafts.read(props.chatId));
        fit();
        // The menu that begins it asks for the focus once it is closed.
        if (!now) area?.focus();
      },
      { defer: true },
    ),
  );
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && composing()) {
      event.preventDefault();
      compose(undefined);
    }
    // While an input method composes, Enter chooses a candidate.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };

  onMount(() => {
    fit();
    if (matchMedia(finePointer).matches) area?.focus({ preventScroll: true });
  });
  onCleanup(() => {
    sync.actions.stopTyping(props.chatId);
    compose(undefined);
  });

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="composer-box" data-over={limit().over ? '' : undefined}>
        <Show when={composing()}>
          {(about) => <ComposingLine composing={about()} onCancel={() => compose(undefined)} />}
        </Show>
        <Show when={failure()}>
          <p class="composer-failure" role="alert">
            {failure()}
          </p>
        </Show>
        <textarea
          ref={(element) => {
            area = element;
          }}
          rows="1"
          enterkeyhint="send"
          aria-label={words.chat.compose(props.name)}
          aria-describedby={limit().shown ? 'composer-limit' : undefined}
          aria-invalid={limit().over ? 'true' : undefined}
          placeholder={words.chat.compose(props.name)}
          dir="auto"
          value={text()}
          onInput={(event) => write(event.currentTarget.value)}
          onKeyDown={onKeyDown}
          onBlur={() => sync.actions.stopTyping(props.chatId)}
        />
        <Show when={limit().shown}>
          <span id="composer-limit" class="composer-limit figures" role={limit().over ? 'alert' : undefined}>
            {limit().over ? words.chat.over(-limit().left) : words.chat.left(limit().left)}
          </span>
        </Show>
        <button
          type="submit"
          class="composer-send"
          aria-label={edited() ? words.chat.save : words.chat.send}
          title={edited() ? words.chat.save : words.chat.send}
          disabled={empty() || limit().over}
          // The text keeps the focus, and a phone its keyboard.
          onPointerDown={(event) => event.preventDefault()}
        >
          <ArrowUp size={20} />
        </button>
      </div>
    </form>
  );
}
