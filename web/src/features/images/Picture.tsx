import type { Attachment } from '@messenger/proto';
import type { LocalImage } from '@messenger/sync';
import ImageOff from 'lucide-solid/icons/image-off';
import { createSignal, onCleanup, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { whenBackOnline } from '../../sync/online.ts';
import { Placeholder } from './Placeholder.tsx';
import { sourceOf, sourcesOf } from './source.ts';

/** `side`: of a place that it fills, in px, about. */
type Props = { image: Attachment; side: number; label: string; onOpen: (from: HTMLElement) => void };

/** An image in its place: blurred until it is there. One that cannot be loaded says so, and is tried again at a click. */
export function Picture(props: Props) {
  /** Counts tries; each is a new element, since browsers keep a failure with the old one. */
  const [attempt, setAttempt] = createSignal(1);
  const [state, setState] = createSignal<'loading' | 'there' | 'failed'>('loading');
  const retry = () => {
    setState('loading');
    setAttempt(attempt() + 1);
  };
  whenBackOnline(() => state() === 'failed' && retry());
  return (
    <button
      type="button"
      class="image"
      data-state={state()}
      aria-label={
        state() === 'failed' ? `${props.label}. ${words.chat.imageFailed} ${words.chat.retryLoad}` : undefined
      }
      onClick={(event) => (state() === 'failed' ? retry() : props.onOpen(event.currentTarget))}
    >
      <Placeholder hash={props.image.placeholder} />
      <Show
        when={state() !== 'failed' && attempt()}
        keyed
        fallback={
          <span class="image-failed">
            <ImageOff size={20} />
            <span>{words.chat.imageFailed}</span>
            <u>{words.chat.retryLoad}</u>
          </span>
        }
      >
        <img
          src={sourceOf(props.image, 'medium')}
          srcset={sourcesOf(props.image)}
          sizes={`${props.side}px`}
          width={props.image.width}
          height={props.image.height}
          alt={props.label}
          decoding="async"
          draggable={false}
          onLoad={() => setState('there')}
          onError={() => setState('failed')}
        />
      </Show>
    </button>
  );
}

/** An image that is on this device alone, on its way to the server. */
export function LocalPicture(props: { image: LocalImage; label: string }) {
  const url = URL.createObjectURL(props.image.file);
  onCleanup(() => URL.revokeObjectURL(url));
  return (
    <span class="image" data-state="there" data-waiting="">
      <img src={url} width={props.image.width} height={props.image.height} alt={props.label} />
      <span class="image-waits" aria-hidden="true" />
    </span>
  );
}
