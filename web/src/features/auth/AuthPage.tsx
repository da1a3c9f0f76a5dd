import { Navigate, useSearchParams } from '@solidjs/router';
import { For, type ParentProps, Show } from 'solid-js';
import { finePointer } from '../../lib/media.ts';
import { product, words } from '../../lib/strings.ts';
import { usePageTitle } from '../../lib/title.ts';
import { useSync } from '../../sync/context.tsx';
import { Mark } from '../../ui/Mark.tsx';
import { useConnectionText } from '../shell/ConnectionLine.tsx';
import { localPath } from './next.ts';
import './AuthPage.css';

/** What log-in and registration share: the frame, and the way onward for whoever has a session. */
export function AuthPage(props: ParentProps<{ title: string }>) {
  const sync = useSync();
  const [search] = useSearchParams();
  const connection = useConnectionText();
  usePageTitle(() => props.title);
  return (
    <Show when={sync.state.session().state !== 'signedIn'} fallback={<Navigate href={localPath(search.next)} />}>
      <div class="auth">
        <main class="auth-main">
          <p class="auth-brand">
            <Mark size={18} />
            <span class="visually-hidden">{product}</span>
          </p>
          <Show
            when={sync.state.session().state === 'signedOut'}
            fallback={
              <p class="auth-panel connection-text" role="status">
                {connection()}
              </p>
            }
          >
            <div class="auth-panel" ref={takeFocus}>
              <h1>{props.title}</h1>
              {props.children}
            </div>
          </Show>
        </main>
        <Tally />
      </div>
    </Show>
  );
}

/** The browser does it for the page that it opens alone: who comes from a log-out, or the other page, begins there too. */
function takeFocus(panel: HTMLElement): void {
  requestAnimationFrame(() => {
    if (document.activeElement !== document.body || !matchMedia(finePointer).matches) return;
    panel.querySelector<HTMLElement>('[autofocus]')?.focus({ preventScroll: true });
  });
}

/** The log in one look: each number once, in order, up to a thousand. */
function Tally() {
  return (
    <aside class="tally" aria-hidden="true">
      <ol class="tally-numbers">
        <For each={Array.from({ length: 12 })}>{() => <li />}</For>
      </ol>
      <p class="tally-slogan">{words.auth.slogan}</p>
    </aside>
  );
}
