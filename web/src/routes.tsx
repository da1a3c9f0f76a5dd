import { Route, Router, type RouteSectionProps } from '@solidjs/router';
import { createEffect, lazy, Suspense } from 'solid-js';
import { keepTitle, setUnread } from './lib/title.ts';
import { useSync } from './sync/context.tsx';

const Shell = lazy(() => import('./features/shell/Shell.tsx'));
const Welcome = lazy(() => import('./features/shell/Welcome.tsx'));
const Chat = lazy(() => import('./features/chat/ChatScreen.tsx'));
const Contacts = lazy(() => import('./features/contacts/ContactsScreen.tsx'));
const Login = lazy(() => import('./features/auth/Login.tsx'));
const Register = lazy(() => import('./features/auth/Register.tsx'));
const NotFound = lazy(() => import('./features/shell/NotFound.tsx'));

function Root(props: RouteSectionProps) {
  const sync = useSync();
  keepTitle();
  createEffect(() => {
    const loud = sync.state.chats().filter((chat) => !chat.settings.muted);
    setUnread(loud.reduce((sum, chat) => sum + chat.unread, 0));
  });
  return <Suspense>{props.children}</Suspense>;
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
        <Route path="/chat/:chatId" component={Chat} />
        <Route path="/contacts" component={Contacts} />
      </Route>
      <Route path="*rest" component={NowhereToGo} />
    </Router>
  );
}
