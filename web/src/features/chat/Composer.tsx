import type { Message } from '@messenger/proto';
import { isBlank } from '@messenger/proto/visible';
import ArrowUp from 'lucide-solid/icons/arrow-up';
import Type from 'lucide-solid/icons/type';
import {
  createEffect,
  createMemo,
  createSignal,
  lazy,
  on,
  onCleanup,
  onMount,
  Show,
  Suspense,
  untrack,
} from 'solid-js';
import { finePointer } from '../../lib/media.ts';
import { storage } from '../../lib/storage.ts';
import { words } from '../../lib/strings.ts';
import { codePoints } from '../../lib/text.ts';
import { useSync } from '../../sync/context.tsx';
import { failureText } from '../../sync/failure.ts';
import { useOnline } from '../../sync/online.ts';
import { IconButton } from '../../ui/Button.tsx';
import { useDrafts } from '../chats/useDrafts.ts';
import { Completion, completionId } from '../completion/Completion.tsx';
import { createCompletion } from '../completion/createCompletion.ts';
import { completeEmoji } from '../emoji/completeEmoji.ts';
import { EmojiButton } from '../emoji/EmojiButton.tsx';
import { type Format, edit as formatEdit, nextLine } from '../format/format.ts';
import { Preview } from '../format/Preview.tsx';
import { replaceText } from '../format/replaceText.ts';
import { formatOf } from '../format/shortcuts.ts';
import { AttachButton } from '../images/AttachButton.tsx';
import { ChosenImages } from '../images/ChosenImages.tsx';
import { DropPlace } from '../images/DropPlace.tsx';
import { imageDraftOf } from '../images/imageDraft.ts';
import { completeMentions } from '../mentions/completeMentions.tsx';
import { ComposingLine } from './ComposingLine.tsx';
import {
  answeredIn,
  asMessage,
  changedText,
  compose,
  composingIn,
  endComposing,
  focusAsked,
  writeChange,
} from './composing.ts';
import { createTypingOn } from './createTypingOn.ts';
import { fitToText } from './grow.ts';
import { limitOf } from './limit.ts';
import { lastOwn, nextToAnswer } from './recall.ts';
import '../format/FormatBar.css';
import './Composer.css';

const FormatBar = lazy(() => import('../format/FormatBar.tsx'));

/** Where one writes: Enter sends, Shift+Enter breaks the line, and what is not sent stays as the chat's draft. */
export function Composer(props: { chatId: string; name: string }) {
  const sync = useSync();
  const drafts = useDrafts();
  const answers = drafts.answers(props.chatId);
  if (answers && !composingIn(props.chatId)) compose({ kind: 'reply', message: asMessage(props.chatId, answers) });
  const [failure, setFailure] = createSignal<string>();
  const composing = createMemo(() => composingIn(props.chatId));
  const edited = () => (composing()?.kind === 'edit' ? composing()?.message : undefined);
  const textNow = () => {
    const message = edited();
    return message ? changedText(message) : drafts.read(props.chatId);
  };
  const [text, setText] = createSignal(untrack(textNow));
  const limit = createMemo(() => limitOf(codePoints(text())));
  const empty = () => isBlank(text());
  const completion = createCompletion(() => area, [completeEmoji, completeMentions()]);
  /** Puts another text in its place, of which nothing is being completed. */
  const show = (next: string) => {
    setText(next);
    completion.close();
  };
  const [formats, setFormats] = createSignal(storage.getItem('formats') === 'shown');
  const images = imageDraftOf(sync.state.me()?.id ?? '', props.chatId, sync.actions);
  let area: HTMLTextAreaElement | undefined;

  const addImages = (files: File[]) => {
    if (files.length === 0) return;
    if (edited()) setFailure(words.chat.noImagesToEdit);
    else void images.add(files);
    area?.focus();
  };
  const online = useOnline();
  createEffect(on(online, (now) => now && images.resume()));

  const fit = () => {
    if (area?.form) fitToText(area, area.form);
  };
  const write = (next: string) => {
    setText(next);
    const message = edited();
    if (message) writeChange(message, next);
    else drafts.write(props.chatId, next, answeredIn(props.chatId));
    fit();
    if (isBlank(next)) sync.actions.stopTyping(props.chatId);
    else sync.actions.typing(props.chatId);
  };
  const ready = () => {
    if (limit().over) return false;
    if (edited() || images.images().length === 0) return !empty() || (edited()?.attachments.length ?? 0) > 0;
    return images.images().every(({ state }) => state !== 'failed');
  };
  const send = () => {
    if (!ready()) return;
    const message = edited();
    if (message) return void change(message);
    sync.actions.send(props.chatId, text().trim(), { replyTo: composing()?.message, ...images.take() });
    show('');
    drafts.write(props.chatId, '');
    sync.actions.stopTyping(props.chatId);
    endComposing(props.chatId);
    fit();
    area?.focus();
  };
  const change = async (message: Message) => {
    const next = text().trim();
    const { chatId } = message;
    setFailure(undefined);
    const result = next === message.text ? undefined : await sync.actions.edit(chatId, message.id, next);
    if (composingIn(chatId)?.message !== message) return;
    if (result && !result.ok) setFailure(words.chat.notDone(failureText(result.error)));
    else endComposing(chatId);
  };
  createEffect(on(focusAsked, () => area?.focus(), { defer: true }));
  createTypingOn(() => area);
  /**
   * The draft waits while another text is written in its place, which may have begun before. Not deferred: it would not
   * know what was before the first change.
   */
  createEffect(
    on(
      () => ({ about: composing() }),
      ({ about: now }, last) => {
        if (!last) return;
        const before = last.about;
        setFailure(undefined);
        if (now?.kind === 'edit' || before?.kind === 'edit') show(textNow());
        drafts.write(props.chatId, drafts.read(props.chatId), answeredIn(props.chatId));
        fit();
        // The menu that begins it asks for the focus once it is closed.
        if (!now || before?.kind === 'edit') area?.focus();
      },
    ),
  );
  /**
   * Another tab has written on, or sent it: where nothing else was written here, so it stands here too. Not deferred
   * either.
   */
  createEffect(
    on(
      () => ({ text: drafts.read(props.chatId), answers: drafts.answers(props.chatId) }),
      (now, before) => {
        if (!before || edited() || text() !== before.text || now.text === before.text) return;
        show(now.text);
        const answered = answeredIn(props.chatId)?.id;
        if (now.answers && now.answers.id !== answered)
          compose({ kind: 'reply', message: asMessage(props.chatId, now.answers) });
        else if (!now.answers && answered !== undefined && answered === before.answers?.id) endComposing(props.chatId);
        fit();
      },
    ),
  );
  /** ↑ in an empty field changes one's last message; with Ctrl or ⌘ it answers the last one, then the one before. */
  const recall = (event: KeyboardEvent) => {
    const { items } = sync.state.timeline(props.chatId);
    const answers = event.ctrlKey || event.metaKey;
    if (edited() || event.altKey || event.shiftKey || !(answers || empty())) return;
    const message = answers ? nextToAnswer(items, composing()?.message) : lastOwn(items, sync.state.me()?.id);
    if (!message) return;
    event.preventDefault();
    compose({ kind: answers ? 'reply' : 'edit', message });
  };
  const format = (what: Format) => {
    if (!area) return;
    const { from, to, text: next, select } = formatEdit(what, area.value, area.selectionStart, area.selectionEnd);
    replaceText(area, from, to, next, select);
  };
  /** True where a line break goes on with a list. */
  const goOn = () => {
    const next = area && area.selectionStart === area.selectionEnd && nextLine(area.value, area.selectionStart);
    if (area && next) replaceText(area, next.from, next.to, next.text, next.select);
    return Boolean(next);
  };
  const insert = (emoji: string) => {
    if (area) replaceText(area, area.selectionStart, area.selectionEnd, emoji);
  };
  const showFormats = (shown: boolean) => {
    setFormats(shown);
    storage.setItem('formats', shown ? 'shown' : '');
    area?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (completion.onKeyDown(event)) return;
    if (event.key === 'ArrowUp' && !event.isComposing) return recall(event);
    const asked = formatOf(event);
    if (asked) {
      event.preventDefault();
      return format(asked);
    }
    if (event.key === 'Escape' && composing()) {
      event.preventDefault();
      endComposing(props.chatId);
    }
    // While an input method composes, Enter chooses a candidate.
    if (event.key !== 'Enter' || event.isComposing || event.keyCode === 229) return;
    if (event.shiftKey && !goOn()) return;
    event.preventDefault();
    if (!event.shiftKey) send();
  };

  onMount(() => {
    fit();
    // To take the focus needs the layout of the whole page: by then it is made, once for all that came with the chat.
    requestAnimationFrame(() => matchMedia(finePointer).matches && area?.focus({ preventScroll: true }));
  });
  onCleanup(() => {
    sync.actions.stopTyping(props.chatId);
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
          {(about) => <ComposingLine composing={about()} onCancel={() => endComposing(props.chatId)} />}
        </Show>
        <Show when={failure()}>
          <p class="composer-failure" role="alert">
            {failure()}
          </p>
        </Show>
        <Show when={!edited()}>
          <ChosenImages draft={images} onEmpty={() => area?.focus()} />
        </Show>
        <Show when={formats()}>
          <Preview text={text()} />
          <Suspense fallback={<div class="format-bar" aria-hidden="true" />}>
            <FormatBar onFormat={format}>
              <EmojiButton class="composer-emoji-within" onChoose={insert} />
            </FormatBar>
          </Suspense>
        </Show>
        <Show when={limit().shown}>
          <span id="composer-limit" class="composer-limit figures" role={limit().over ? 'alert' : undefined}>
            {limit().over ? words.chat.over(-limit().left) : words.chat.left(limit().left)}
          </span>
        </Show>
        <Show when={!edited()}>
          <AttachButton onChoose={addImages} />
        </Show>
        <Completion completion={completion} />
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
          aria-autocomplete="list"
          aria-controls={completion.matches().length > 0 ? completionId : undefined}
          aria-activedescendant={completion.matches().length > 0 ? `${completionId}-${completion.active()}` : undefined}
          onInput={(event) => {
            write(event.currentTarget.value);
            completion.follow(event);
          }}
          onKeyDown={onKeyDown}
          onClick={() => completion.follow()}
          onPaste={(event) => {
            const files = [...(event.clipboardData?.files ?? [])];
            if (files.length === 0) return;
            event.preventDefault();
            addImages(files);
          }}
          onBlur={() => {
            completion.close();
            sync.actions.stopTyping(props.chatId);
          }}
        />
        <div class="composer-tools">
          <EmojiButton class="composer-emoji" onChoose={insert} />
          <IconButton
            class="composer-tool"
            label={words.chat.format}
            aria-expanded={formats()}
            onClick={() => showFormats(!formats())}
          >
            <Type size={20} />
          </IconButton>
        </div>
        <button
          type="submit"
          class="composer-send"
          aria-label={edited() ? words.chat.save : words.chat.send}
          title={edited() ? words.chat.save : words.chat.send}
          disabled={!ready()}
          // The text keeps the focus, and a phone its keyboard.
          onPointerDown={(event) => event.preventDefault()}
        >
          <ArrowUp size={20} />
        </button>
      </div>
      <DropPlace onDrop={addImages} />
    </form>
  );
}
