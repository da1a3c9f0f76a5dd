import ArrowUp from 'lucide-solid/icons/arrow-up';
import { createMemo, createSignal, onCleanup, onMount, Show } from 'solid-js';
import { finePointer } from '../../lib/media.ts';
import { words } from '../../lib/strings.ts';
import { codePoints } from '../../lib/text.ts';
import { useSync } from '../../sync/context.tsx';
import { useDrafts } from '../chats/useDrafts.ts';
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
  let area: HTMLTextAreaElement | undefined;

  const fit = () => {
    if (area?.form) fitToText(area, area.form);
  };
  const write = (next: string) => {
    setText(next);
    drafts.write(props.chatId, next);
    fit();
    if (next.trim() === '') sync.actions.stopTyping(props.chatId);
    else sync.actions.typing(props.chatId);
  };
  const send = () => {
    if (empty() || limit().over) return;
    sync.actions.send(props.chatId, text().trim());
    setText('');
    drafts.write(props.chatId, '');
    sync.actions.stopTyping(props.chatId);
    fit();
    area?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    // While an input method composes, Enter chooses a candidate.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };

  onMount(() => {
    fit();
    if (matchMedia(finePointer).matches) area?.focus({ preventScroll: true });
  });
  onCleanup(() => sync.actions.stopTyping(props.chatId));

  return (
    <form
      class="composer"
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <div class="composer-box" data-over={limit().over ? '' : undefined}>
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
          aria-label={words.chat.send}
          title={words.chat.send}
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
