import type { UserResult } from '@messenger/proto';
import { useSearchParams } from '@solidjs/router';
import { createEffect, createMemo, For, Match, on, Show, Switch } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { failureText } from '../../sync/failure.ts';
import { whenBackOnline } from '../../sync/online.ts';
import { nameOf } from '../../sync/views.ts';
import { Button } from '../../ui/Button.tsx';
import { SearchBox } from '../../ui/SearchBox.tsx';
import type { Doing } from './createDoing.ts';
import { createSearch } from './createSearch.ts';
import { PersonRow } from './PersonRow.tsx';
import { standingsIn } from './standings.ts';
import { useStartChat } from './useStartChat.ts';
import './PeopleSearch.css';

/**
 * Finds people by part of their name and lets one ask, answer or write right from the result. What is asked stands in the
 * address.
 */
export function PeopleSearch(props: { doing: Doing }) {
  const sync = useSync();
  const [params, setParams] = useSearchParams();
  const q = () => (typeof params.q === 'string' ? params.q : '');
  const setQ = (next: string) => setParams({ q: next }, { replace: true });
  const search = createSearch(q, sync.actions.searchUsers);

  const users = createMemo(() => {
    const found = search.found();
    return found && 'users' in found ? found.users : undefined;
  });
  const failure = () => {
    const found = search.found();
    return found && 'error' in found ? found.error : undefined;
  };
  // A row stays where it is, and the focus in it, when what is known of its person changes.
  const byId = createMemo(() => new Map(users()?.map((user) => [user.id, user])));
  const ids = createMemo(() => [...byId().keys()]);
  // Requests and contacts change live: what the results say of them is asked again. Who is there changes far more often.
  const standing = createMemo(() => standingsIn(sync.state.contacts(), sync.state.requests()));
  createEffect(on(standing, () => search.again(), { defer: true }));
  whenBackOnline(() => failure() && search.again());

  return (
    <search class="people">
      <SearchBox
        class="people-box"
        enterkeyhint="search"
        autocapitalize="none"
        maxlength="100"
        aria-label={words.contacts.searchLabel}
        placeholder={words.contacts.search}
        value={q()}
        onChange={setQ}
        onKeyDown={(event) => {
          if (event.key !== 'Escape' || !q()) return;
          event.preventDefault();
          setQ('');
        }}
      />
      <div class="people-found" aria-live="polite" aria-busy={search.busy()}>
        <Switch>
          <Match when={users()?.length === 0}>
            <p class="people-none">{words.contacts.noResults(search.found()?.q ?? '')}</p>
          </Match>
          <Match when={users()}>
            <ul aria-label={words.contacts.results}>
              <For each={ids()}>
                {(id) => <Show when={byId().get(id)}>{(user) => <ResultRow user={user()} doing={props.doing} />}</Show>}
              </For>
            </ul>
          </Match>
          <Match when={failure()}>
            {(error) => (
              <p class="people-none" role="alert">
                {words.contacts.searchFailed} {failureText(error())}
              </p>
            )}
          </Match>
          <Match when={search.busy()}>
            <p class="people-none">{words.contacts.searching}</p>
          </Match>
        </Switch>
      </div>
    </search>
  );
}

function ResultRow(props: { user: UserResult; doing: Doing }) {
  const sync = useSync();
  const startChat = useStartChat(props.doing);
  const name = () => nameOf(props.user);
  const incoming = () => sync.state.requests().incoming.find((request) => request.user.id === props.user.id);
  const run = (action: () => ReturnType<typeof sync.actions.acceptRequest | typeof sync.actions.requestContact>) =>
    void props.doing.run<unknown>(props.user.id, action);
  const busy = () => props.doing.busy(props.user.id);
  return (
    <PersonRow user={props.user} presence={props.user.presence} about={<bdi>@{props.user.username}</bdi>}>
      <Switch>
        <Match when={props.user.contact === 'none'}>
          <Button
            look="primary"
            busy={busy()}
            aria-label={words.contacts.ask(name())}
            onClick={() => run(() => sync.actions.requestContact(props.user.id))}
          >
            {words.contacts.request}
          </Button>
        </Match>
        <Match when={props.user.contact === 'incoming' && incoming()}>
          {(request) => (
            <Button
              look="primary"
              busy={busy()}
              aria-label={words.contacts.acceptFrom(name())}
              onClick={() => run(() => sync.actions.acceptRequest(request().id))}
            >
              {words.contacts.accept}
            </Button>
          )}
        </Match>
        <Match when={props.user.contact === 'contact'}>
          <Button busy={busy()} aria-label={words.contacts.writeTo(name())} onClick={() => startChat(props.user.id)}>
            {words.contacts.message}
          </Button>
        </Match>
        <Match when={props.user.contact === 'outgoing'}>{words.contacts.requested}</Match>
        <Match when={props.user.contact === 'self'}>{words.contacts.isSelf}</Match>
      </Switch>
    </PersonRow>
  );
}
