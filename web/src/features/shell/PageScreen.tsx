import { A, useNavigate } from '@solidjs/router';
import ArrowLeft from 'lucide-solid/icons/arrow-left';
import { createSignal, createUniqueId, onMount, type ParentProps, Show } from 'solid-js';
import { finePointer } from '../../lib/media.ts';
import { words } from '../../lib/strings.ts';
import { usePageTitle } from '../../lib/title.ts';
import { ConnectionNote } from './ConnectionLine.tsx';
import './Page.css';

/**
 * A screen that is a page of its own: its title, the way back on a phone, and what scrolls below. `ownHeading`: the title
 * is the heading of what is below.
 */
export function PageScreen(props: ParentProps<{ title: string; ownHeading?: boolean }>) {
  const id = createUniqueId();
  const navigate = useNavigate();
  /** Whether there is a page of the messenger to go back to, as the label says it. */
  const [fromWithin, setFromWithin] = createSignal(canGoBack());
  let screen: HTMLElement | undefined;
  usePageTitle(() => props.title);
  onMount(() =>
    // Whoever comes here by keyboard goes on from here, or from where the page wants it: on a phone that would open the
    // keyboard of the screen.
    requestAnimationFrame(() => {
      if (!screen?.isConnected) return;
      // The screen is made before its address is the page's.
      setFromWithin(canGoBack());
      const wanted = matchMedia(finePointer).matches ? screen.querySelector<HTMLElement>('[autofocus]') : undefined;
      if (wanted) wanted.focus({ preventScroll: true });
      else if (document.activeElement === document.body) screen.focus({ preventScroll: true });
    }),
  );
  return (
    <section
      class="page-screen"
      tabindex="-1"
      aria-label={props.ownHeading ? props.title : undefined}
      aria-labelledby={props.ownHeading ? undefined : id}
      ref={(element) => {
        screen = element;
      }}
    >
      <header class="pane-header">
        <A
          class="icon-button pane-back"
          href="/"
          aria-label={fromWithin() ? words.shell.backOne : words.shell.back}
          onClick={(event) => {
            // With a key it opens elsewhere, as every link does.
            if (!canGoBack() || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
            event.preventDefault();
            navigate(-1);
          }}
        >
          <ArrowLeft size={20} />
        </A>
        <div class="page-header-text">
          <Show when={!props.ownHeading}>
            <h1 id={id} class="page-title">
              {props.title}
            </h1>
          </Show>
          <ConnectionNote />
        </div>
      </header>
      <div class="scrolls">{props.children}</div>
    </section>
  );
}

/** Browsers that do not tell lead to the chats. */
const canGoBack = (): boolean => window.navigation?.canGoBack ?? false;
