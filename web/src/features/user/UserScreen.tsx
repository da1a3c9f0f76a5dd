import type { UserCard } from '@messenger/proto';
import { A, type RouteSectionProps } from '@solidjs/router';
import { createEffect, createMemo, createSignal, For, Match, on, Show, Switch } from 'solid-js';
import { clock } from '../../lib/now.ts';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { isGone } from '../../sync/failure.ts';
import { usePresence, whenBackOnline } from '../../sync/online.ts';
import { nameOf, presenceText } from '../../sync/views.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { LoadFailed } from '../chat/LoadFailed.tsx';
import NotFound from '../shell/NotFound.tsx';
import { PageScreen } from '../shell/PageScreen.tsx';
import { groupsWith } from './groups.ts';
import { UserActions } from './UserActions.tsx';
import './UserScreen.css';

/** `/user/:userId`: a person, as far as one may see them, and what one can do about them. */
export default function UserScreen(props: RouteSectionProps) {
  const sync = useSync();
  const userId = () => props.params.userId ?? '';
  const [state, setState] = createSignal<'loading' | 'found' | 'missing' | 'failed'>('loading');
  const user = () => sync.state.user(userId());
  const load = async () => {
    const asked = userId();
    setState('loading');
    const result = await sync.actions.loadUser(asked);
    if (asked !== userId()) return;
    if (result.ok) return setState('found');
    setState(isGone(result.error) ? 'missing' : 'failed');
  };
  createEffect(on(userId, () => void load()));
  whenBackOnline(() => state() === 'failed' && load());
  return (
    <Show when={state() !== 'missing'} fallback={<NotFound />}>
      <PageScreen ownHeading title={nameOf(user())}>
        <Switch fallback={<UserBones />}>
          <Match when={state() === 'failed' && !user()}>
            <LoadFailed text={words.user.loadFailed} onRetry={() => void load()} />
          </Match>
          <Match when={user()}>{(known) => <Profile user={known()} />}</Match>
        </Switch>
      </PageScreen>
    </Show>
  );
}

function Profile(props: { user: UserCard }) {
  const sync = useSync();
  const isSelf = () => props.user.id === sync.state.me()?.id;
  const isContact = () => sync.state.contacts().some(({ user }) => user.id === props.user.id);
  const presenceOf = usePresence();
  const presence = () => (isContact() ? presenceOf(props.user.id) : undefined);
  // By their ids: a row keeps the focus though something is said in its group.
  const shared = createMemo(() => (isSelf() ? [] : groupsWith(props.user.id, sync.state.chats())));
  return (
    <div class="page-column user">
      <Avatar
        id={props.user.id}
        name={nameOf(props.user)}
        picture={props.user.avatar}
        size="huge"
        presence={presence()?.state}
      />
      <h1 class="page-title" dir="auto">
        {nameOf(props.user)}
      </h1>
      <p class="page-note">
        <bdi>@{props.user.username}</bdi>
      </p>
      <Show when={isContact()}>
        <p class="page-note">{presenceText(presence(), clock()) ?? '\u00a0'}</p>
      </Show>
      <Show
        when={!isSelf()}
        fallback={
          <>
            <p class="page-note">{words.user.self}</p>
            <A class="button" data-look="plain" href="/settings">
              {words.user.edit}
            </A>
          </>
        }
      >
        <UserActions user={props.user} />
      </Show>
      <Show when={shared().length > 0}>
        <section class="user-groups" aria-labelledby="user-groups">
          <h2 id="user-groups">{words.user.groups}</h2>
          <ul>
            <For each={shared()}>
              {(chatId) => (
                <li>
                  <A href={`/chat/${chatId}`}>
                    <Avatar
                      id={chatId}
                      name={sync.state.chat(chatId)?.name ?? ''}
                      picture={sync.state.chat(chatId)?.avatar}
                    />
                    <bdi>{sync.state.chat(chatId)?.name}</bdi>
                  </A>
                </li>
              )}
            </For>
          </ul>
        </section>
      </Show>
    </div>
  );
}

function UserBones() {
  return (
    <div class="page-column user" aria-hidden="true">
      <span class="bone user-bone-face" />
      <span class="bone user-bone-name" />
    </div>
  );
}
