import { createEffect, For, type JSX, Match, Show, Switch } from 'solid-js';
import { clock } from '../../lib/now.ts';
import { words } from '../../lib/strings.ts';
import { fullWhen } from '../../lib/time.ts';
import { failureText } from '../../sync/failure.ts';
import { Button } from '../../ui/Button.tsx';
import { Flaw } from '../../ui/Flaw.tsx';
import { LoadFailed } from '../chat/LoadFailed.tsx';
import { createChatImages, fewImages } from './createChatImages.ts';
import { Picture } from './Picture.tsx';
import './ChatImages.css';

/** The images of a chat, the newest first; a click looks at one after the other, to the oldest. */
export function ChatImages(props: { chatId: string }) {
  const { tiles, images, loaded, more, failure, busy, begin, showMore, look } = createChatImages(() => props.chatId);
  const why = () => {
    const error = failure();
    return error && failureText(error);
  };
  const label = (index: number) => {
    const image = images()[index];
    return image ? `${words.chat.imageBy(image.author, 1, 1)}, ${fullWhen(image.sentAt, clock())}` : '';
  };
  let grid: HTMLElement | undefined;
  let button: HTMLElement | undefined;
  /** The button may be gone when they are there: the focus goes on where it stood, unless it has gone elsewhere. */
  let focusAt = Number.POSITIVE_INFINITY;
  createEffect(() => {
    const came = tiles().length > focusAt;
    const { activeElement } = document;
    const left = activeElement !== document.body && activeElement !== button;
    if (came && !left) grid?.children[focusAt]?.querySelector('button')?.focus({ preventScroll: true });
    if (came || failure()) focusAt = Number.POSITIVE_INFINITY;
  });
  const More = () => (
    <Button
      ref={(element: HTMLElement) => {
        button = element;
      }}
      busy={busy()}
      onClick={() => {
        focusAt = tiles().length;
        showMore();
      }}
    >
      {words.group.moreImages}
    </Button>
  );
  /** Below what is loaded already; the first are as high with it as without. */
  const moreBelow = () => tiles().length > fewImages;
  return (
    <section class="details-section" aria-labelledby="details-images" aria-busy={busy()}>
      <div class="details-title">
        <h3 id="details-images">{words.group.images}</h3>
        <Show when={loaded() && more() && !moreBelow()}>
          <More />
        </Show>
      </div>
      <Switch>
        <Match when={!loaded() && why()}>
          {(text) => (
            <NoTiles>
              <LoadFailed text={text()} onRetry={() => void begin()} />
            </NoTiles>
          )}
        </Match>
        <Match when={!loaded()}>
          <div class="image-tiles" aria-hidden="true">
            <For each={places(fewImages)}>{() => <span class="bone" />}</For>
          </div>
        </Match>
        <Match when={images().length === 0 && !more()}>
          <NoTiles>
            <p class="details-about">{words.group.noImages}</p>
          </NoTiles>
        </Match>
        <Match when={loaded()}>
          <ul
            class="image-tiles"
            aria-labelledby="details-images"
            ref={(element) => {
              grid = element;
            }}
          >
            <For each={tiles()}>
              {(image, index) => (
                <li>
                  <Picture image={image} side={112} label={label(index())} onOpen={(from) => look(index(), from)} />
                </li>
              )}
            </For>
            <For each={places(fewImages - tiles().length)}>{() => <li aria-hidden="true" />}</For>
          </ul>
          <Flaw text={why()} />
          <Show when={more() && moreBelow()}>
            <More />
          </Show>
        </Match>
      </Switch>
    </section>
  );
}

/** What is said where there are none, as high as the first of them would be. */
function NoTiles(props: { children: JSX.Element }) {
  return (
    <div class="image-tiles no-tiles">
      <For each={places(fewImages)}>{() => <span aria-hidden="true" />}</For>
      <div>{props.children}</div>
    </div>
  );
}

const places = (count: number): unknown[] => Array.from({ length: Math.max(0, count) });
