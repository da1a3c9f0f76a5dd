import { Route, Router, type RouteSectionProps } from '@solidjs/router';
import {
  createEffect,
  createMemo,
  createSignal,
  ErrorBoundary,
  lazy,
  on,
  onCleanup,
  Show,
  Suspense,
  untrack,
} from 'solid-js';
import { Broken } from './features/shell/Broken.tsx';
import { showUnread } from './lib/icon.ts';
import { clock } from './lib/now.ts';
import { keepTitle, setUnread } from './lib/title.ts';
import { forgetWritten, isOver } from './lib/written.ts';
import { useSync } from './sync/context.tsx';
import { isMuted } from './sync/views.ts';
import { loadMenus } from './ui/Menu.tsx';

const Shell = lazy(() => import('./features/shell/Shell.tsx'));
const Welcome = lazy(() => import('./features/shell/Welcome.tsx'));
const Chat = lazy(() => import('./features/chat/ChatScreen.tsx'));
const Contacts = lazy(() => import('./features/contacts/ContactsScreen.tsx'));
const NewGroup = lazy(() => import('./features/group/NewGroup.tsx'));
const Search = lazy(() => import('./features/search/SearchScreen.tsx'));
const Settings = lazy(() => import('./features/settings/SettingsScreen.tsx'));
const User = lazy(() => import('./features/user/UserScreen.tsx'));
const Login = lazy(() => import('./features/auth/Login.tsx'));
const Register = lazy(() => import('./features/auth/Register.tsx'));
const Background = lazy(() => import('./features/shell/Background.tsx'));
/** Every widget in every state; not part of what is built. */
const Gallery = import.meta.env.DEV && lazy(() => import('./dev/Gallery.tsx'));
const NotFound = lazy(() => import('./features/shell/NotFound.tsx'));

/** What is unread is counted anew at most so often. */
const gatherMs = 300;

function Root(props: RouteSectionProps) {
  const sync = useSync();
  keepTitle();
  let last: string | undefined;
  createEffect(
    on(sync.state.session, (session) => {
      if (isOver(session, last)) forgetWritten();
      if (session.state === 'signedIn') last = session.user.id;
    }),
  );
  const unread = createMemo(() => {
    const { now } = clock();
    const loud = sync.state.chats().filter((chat) => !isMuted(chat.settings, now));
    return loud.reduce((sum, chat) => sum + chat.unread, 0);
  });
  // Most of what comes in the chat that is looked at is read at once: title and icon do not flicker for it.
  const [told, setTold] = createSignal(0);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const tell = () => {
    timer = undefined;
    setTold(untrack(unread));
  };
  onCleanup(() => clearTimeout(timer));
  createEffect(
    on(unread, () => {
      timer ??= setTimeout(tell, gatherMs);
    }),
  );
  createEffect(() => {
    setUnread(told());
    showUnread(told());
  });
  return (
    <ErrorBoundary fallback={(error) => <Broken error={error} />}>
      <Suspense>{props.children}</Suspense>
      <Later />
    </ErrorBoundary>
  );
}

/**
 * What the first screen does not wait for. It is fetched once there is a line, or a worker that has it; should it not
 * come all the same, the screen does without.
 */
function Later() {
  const sync = useSync();
  const [due, setDue] = createSignal(false);
  createEffect(() => {
    const reachable = sync.state.connection().state === 'online' || navigator.serviceWorker?.controller;
    if (!reachable || due()) return;
    // Not a second later: a line may not last so long, and without it no menu would open.
    void loadMenus().catch(() => undefined);
    const timer = setTimeout(() => setDue(true), 1_000);
    onCleanup(() => clearTimeout(timer));
  });
  return (
    <ErrorBoundary fallback={null}>
      <Show when={due()}>
        <Suspense>
          <Background />
        </Suspense>
      </Show>
    </ErrorBoundary>
  );
}

function NowhereToGo() {
  return (
    <main class="page">
      <NotFound />
    </main>
  );
}

export function Routes() {
  return (
    <Router root={Root}>
      <Route path="/login" component={Login} />
      <Route path="/register" component={Register} />
      <Route path="/" component={Shell}>
        <Route path="/" component={Welcome} />
        <Route path={['/chat/:chatId', '/chat/:chatId/message/:messageId']} component={Chat} />
        <Route path="/search" component={Search} />
        <Route path="/new-group" component={NewGroup} />
        <Route path="/settings" component={Settings} />
        <Route path="/user/:userId" component={User} />
        <Route path="/contacts" component={Contacts} />
      </Route>
      {Gallery && <Route path="/ui" component={Gallery} />}
      <Route path="*rest" component={NowhereToGo} />
    </Router>
  );
}
