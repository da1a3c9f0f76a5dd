import RotateCw from 'lucide-solid/icons/rotate-cw';
import X from 'lucide-solid/icons/x';
import { createMemo, For, Index, Match, Show, Switch } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { failureText } from '../../sync/failure.ts';
import type { Chosen } from './chosen.ts';
import type { ImageDraft } from './imageDraft.ts';
import { refusalText } from './limits.ts';
import './ChosenImages.css';

/** The images above the text that is being written: how far each is uploaded, and the ways to drop it or try again. */
export function ChosenImages(props: { draft: ImageDraft; onEmpty: () => void }) {
  const flaws = createMemo(() => {
    const { refused, tooMany } = props.draft.flaws();
    const failed = props.draft
      .images()
      .flatMap((image) =>
        image.state === 'failed' ? [words.chat.uploadFailed(image.name, failureText(image.error))] : [],
      );
    return [...(tooMany ? [words.chat.tooManyImages] : []), ...refused.map(refusalText), ...failed];
  });
  const remove = (key: number) => {
    props.draft.remove(key);
    props.onEmpty();
  };
  return (
    <>
      <Show when={flaws().length > 0}>
        <div class="chosen-flaws" role="alert">
          <For each={flaws()}>{(flaw) => <p>{flaw}</p>}</For>
        </div>
      </Show>
      <Show when={props.draft.images().length > 0}>
        <ul class="chosen" aria-label={words.chat.chosenImages}>
          <Index each={props.draft.images()}>
            {(image) => (
              <li data-state={image().state}>
                <img src={image().url} alt={image().name} title={image().name} />
                <Progress image={image()} />
                <Show when={image().state === 'failed' || image().state === 'waiting'}>
                  <button
                    type="button"
                    class="chosen-retry"
                    aria-label={words.chat.retryImage(image().name)}
                    title={words.chat.retryImage(image().name)}
                    onClick={() => props.draft.retry(image().key)}
                  >
                    <RotateCw size={18} />
                  </button>
                </Show>
                <button
                  type="button"
                  class="chosen-remove"
                  aria-label={words.chat.removeImage(image().name)}
                  title={words.chat.removeImage(image().name)}
                  onClick={() => remove(image().key)}
                >
                  <X size={14} />
                </button>
              </li>
            )}
          </Index>
        </ul>
      </Show>
    </>
  );
}

/** The ring of an upload; its state in words for those who do not see it. */
function Progress(props: { image: Chosen }) {
  const part = () => (props.image.state === 'uploading' ? props.image.part : undefined);
  const percent = () => Math.round((part() ?? 0) * 100);
  return (
    <Switch>
      <Match when={part() !== undefined}>
        <span
          class="chosen-progress"
          role="progressbar"
          aria-label={words.chat.uploading(props.image.name, percent())}
          aria-valuenow={percent()}
        >
          <svg viewBox="0 0 36 36" width="36" height="36" aria-hidden="true">
            <circle cx="18" cy="18" r="15" />
            <circle cx="18" cy="18" r="15" pathLength="100" stroke-dasharray={`${Math.max(3, percent())} 100`} />
          </svg>
        </span>
      </Match>
      <Match when={props.image.state === 'waiting'}>
        <span class="visually-hidden">{words.chat.imageWaits(props.image.name)}</span>
      </Match>
      <Match when={props.image.state === 'ready'}>
        <span class="visually-hidden">{words.chat.uploaded(props.image.name)}</span>
      </Match>
    </Switch>
  );
}
