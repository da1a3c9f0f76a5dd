import * as Base from '@kobalte/core/dialog';
import type { Attachment } from '@messenger/proto';
import ChevronLeft from 'lucide-solid/icons/chevron-left';
import ChevronRight from 'lucide-solid/icons/chevron-right';
import Download from 'lucide-solid/icons/download';
import MessageSquareText from 'lucide-solid/icons/message-square-text';
import X from 'lucide-solid/icons/x';
import ZoomIn from 'lucide-solid/icons/zoom-in';
import ZoomOut from 'lucide-solid/icons/zoom-out';
import { createEffect, createMemo, createSignal, Show } from 'solid-js';
import { alongLine } from '../../lib/direction.ts';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { whenBackOnline } from '../../sync/online.ts';
import { IconButton } from '../../ui/Button.tsx';
import { MessageLink } from '../chat/MessageLink.tsx';
import { createStage } from './createStage.ts';
import { hide, type Showing, type ShownImage, show } from './lightbox.ts';
import { Placeholder } from './Placeholder.tsx';
import { sourceOf } from './source.ts';
import { maxScale } from './zoom.ts';
import './Lightbox.css';

/** Pixels by which an arrow key moves an image that is larger than the window. */
const keyStep = 80;
/** Where an arrow key moves it: opposite to what it uncovers. */
const moves: Record<string, [number, number]> = {
  ArrowLeft: [keyStep, 0],
  ArrowRight: [-keyStep, 0],
  ArrowUp: [0, keyStep],
  ArrowDown: [0, -keyStep],
};

/** Images over the whole window: from one to the next by keys, buttons and swipes, nearer and farther, and to keep. */
export default function Lightbox(props: { showing: Showing }) {
  const sync = useSync();
  const shown = () => props.showing.images[props.showing.index] as ShownImage;
  const image = createMemo(() => shown().image);
  const count = () => props.showing.images.length;
  const title = () => words.lightbox.title(props.showing.index + 1, count(), props.showing.more ?? false);
  /** Of the images of a whole chat, which one it is is said by the title. */
  const label = () =>
    props.showing.chatId
      ? words.chat.imageBy(shown().author, 1, 1)
      : words.chat.imageBy(shown().author, props.showing.index + 1, count());
  let wayOut: HTMLElement | undefined;
  createEffect(() => sync.state.deleted(shown().messageId) && hide());
  const go = (by: number) => {
    const index = props.showing.index + by;
    if (index < 0 || index >= count()) return;
    stage.reset();
    show({ ...props.showing, index });
  };
  const stage = createStage({
    image,
    onSwipe: (where) => (where === 'close' ? hide() : go(where === 'next' ? 1 : -1)),
    onBeside: hide,
  });
  const zoomed = () => stage.view().scale > 1;

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const keys: Record<string, () => void> = {
      ArrowLeft: () => go(-1),
      ArrowRight: () => go(1),
      PageUp: () => go(-1),
      PageDown: () => go(1),
      Home: () => go(-props.showing.index),
      End: () => go(count() - 1 - props.showing.index),
      '+': stage.zoomIn,
      '=': stage.zoomIn,
      '-': stage.zoomOut,
      '0': stage.reset,
    };
    const move = moves[event.key];
    const act = zoomed() && move ? () => stage.moveBy(...move) : keys[alongLine(event.key)];
    if (!act) return;
    event.preventDefault();
    act();
  };

  return (
    <Base.Root open onOpenChange={(open) => !open && hide()}>
      <Base.Portal>
        <Base.Content
          class="lightbox"
          onKeyDown={onKeyDown}
          onOpenAutoFocus={(event) => {
            // What comes first does nothing yet.
            event.preventDefault();
            wayOut?.focus();
          }}
        >
          <Base.Title class="visually-hidden" aria-live="polite">
            {title()}
          </Base.Title>
          <div class="lightbox-stage" data-zoomed={zoomed() ? '' : undefined} ref={stage.attach}>
            <Show when={image()} keyed>
              {(shown) => <Shown image={shown} stage={stage} label={label()} />}
            </Show>
          </div>
          <div class="lightbox-bar">
            <p aria-hidden="true">
              <b dir="auto">{shown().author}</b>
              <Show when={count() > 1}>
                <span class="figures">
                  {props.showing.index + 1} / {count()}
                  {props.showing.more ? '+' : ''}
                </span>
              </Show>
            </p>
            <Show when={props.showing.chatId}>
              {(chatId) => (
                <MessageLink
                  class="icon-button"
                  href={`/chat/${chatId()}/message/${shown().messageId}`}
                  aria-label={words.lightbox.showInChat}
                  title={words.lightbox.showInChat}
                  onClick={hide}
                >
                  <MessageSquareText size={20} />
                </MessageLink>
              )}
            </Show>
            <IconButton label={words.lightbox.zoomOut} aria-disabled={!zoomed()} onClick={stage.zoomOut}>
              <ZoomOut size={20} />
            </IconButton>
            <IconButton
              label={words.lightbox.zoomIn}
              aria-disabled={stage.view().scale >= maxScale}
              onClick={stage.zoomIn}
            >
              <ZoomIn size={20} />
            </IconButton>
            <a
              class="icon-button"
              href={sourceOf(image(), 'original')}
              download={`${image().id}.webp`}
              aria-label={words.lightbox.download}
              title={words.lightbox.download}
            >
              <Download size={20} />
            </a>
            <Base.CloseButton
              ref={(element: HTMLElement) => {
                wayOut = element;
              }}
              class="icon-button"
              aria-label={words.shell.close}
              title={words.shell.close}
            >
              <X size={20} />
            </Base.CloseButton>
          </div>
          <Show when={count() > 1}>
            <IconButton
              class="lightbox-side"
              data-side="previous"
              label={words.lightbox.previous}
              aria-disabled={props.showing.index === 0}
              onClick={() => go(-1)}
            >
              <ChevronLeft size={24} />
            </IconButton>
            <IconButton
              class="lightbox-side"
              data-side="next"
              label={words.lightbox.next}
              aria-disabled={props.showing.index === count() - 1}
              onClick={() => go(1)}
            >
              <ChevronRight size={24} />
            </IconButton>
          </Show>
        </Base.Content>
      </Base.Portal>
    </Base.Root>
  );
}

/** A blur, the size that the timeline has already over it, and the original over both once it is there. */
function Shown(props: { image: Attachment; stage: ReturnType<typeof createStage>; label: string }) {
  /** Counts tries; each is a new element, since browsers keep a failure with the old one. */
  const [attempt, setAttempt] = createSignal(1);
  const [state, setState] = createSignal<'loading' | 'there' | 'failed'>('loading');
  whenBackOnline(() => {
    if (state() !== 'failed') return;
    setState('loading');
    setAttempt(attempt() + 1);
  });
  const style = () => {
    const { scale, x, y } = props.stage.view();
    const { width, height } = props.stage.shown();
    const drift = props.stage.drift();
    return {
      width: `${width}px`,
      height: `${height}px`,
      transform: `translate(${x + drift.x}px, ${y + drift.y}px) scale(${scale})`,
    };
  };
  return (
    <div class="lightbox-image" data-state={state()} style={style()}>
      <Placeholder hash={props.image.placeholder} />
      <Show when={attempt()} keyed>
        <img src={sourceOf(props.image, 'medium')} alt="" draggable={false} />
        <img
          src={sourceOf(props.image, 'original')}
          alt={props.label}
          draggable={false}
          onLoad={() => setState('there')}
          onError={() => setState('failed')}
        />
      </Show>
      <Show when={state() === 'failed'}>
        <p role="alert">{words.chat.imageFailed}</p>
      </Show>
    </div>
  );
}
