import { Navigate, type RouteSectionProps, useLocation } from '@solidjs/router';
import { createSignal, lazy, Match, onCleanup, Show, Suspense, Switch } from 'solid-js';
import { keepFocus } from '../../lib/focus.ts';
import { useMedia } from '../../lib/media.ts';
import { useSync } from '../../sync/context.tsx';
import { loginFor } from '../auth/next.ts';
import { Sidebar } from '../chats/Sidebar.tsx';
import { createShortcuts } from '../shortcuts/createShortcuts.ts';
import { overlay, showOverlay } from '../shortcuts/overlay.ts';
import { ConnectionLine } from './ConnectionLine.tsx';
import { Splitter, savedWidth } from './Splitter.tsx';
import './Shell.css';

const Switcher = lazy(() => import('../switcher/Switcher.tsx'));
const Help = lazy(() => import('../shortcuts/Help.tsx'));
const AskLogout = lazy(() => import('./AskLogout.tsx'));

/** The frame of everything behind the log-in: chat list and main pane, one at a time on a phone. */
export default function Shell(props: RouteSectionProps) {
  const sync = useSync();
  const location = useLocation();
  const signedOut = () => {
    const session = sync.state.session();
    return session.state === 'signedOut' ? session : undefined;
  };
  return (
    <Switch>
      <Match when={signedOut()}>
        {(session) => <Navigate href={loginFor(session().ended, location.pathname + location.search)} />}
      </Match>
      <Match when={true}>
        <Frame {...props} />
      </Match>
    </Switch>
  );
}

function Frame(props: RouteSectionProps) {
  const sync = useSync();
  const [width, setWidth] = createSignal(savedWidth());
  const [expanded, setExpanded] = createSignal(false);
  const wide = useMedia('(width >= 1024px)');
  createShortcuts();
  // Of whoever is logged out meanwhile, nothing is asked any more.
  onCleanup(() => showOverlay(undefined));
  const floating = () => expanded() && !wide();
  return (
    <div
      ref={keepFocus}
      class="shell"
      data-pane={props.location.pathname === '/' ? 'list' : 'main'}
      data-connection={sync.state.connection().state}
      data-expanded={floating() ? '' : undefined}
      style={{ '--list-width': `${width()}px` }}
    >
      <Sidebar expanded={floating()} onExpand={setExpanded}>
        <Show when={wide()}>
          <Splitter width={width()} onWidth={setWidth} />
        </Show>
      </Sidebar>
      <main class="main">
        <Show when={sync.state.session().state === 'signedIn'}>
          <Suspense>{props.children}</Suspense>
        </Show>
      </main>
      <ConnectionLine />
      <Suspense>
        <Show when={overlay() === 'switcher'}>
          <Switcher onClose={() => showOverlay(undefined)} />
        </Show>
        <Show when={overlay() === 'help'}>
          <Help onClose={() => showOverlay(undefined)} />
        </Show>
        <Show when={overlay() === 'logout'}>
          <AskLogout onClose={() => showOverlay(undefined)} />
        </Show>
      </Suspense>
    </div>
  );
}
