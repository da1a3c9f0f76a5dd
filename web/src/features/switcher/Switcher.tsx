import { useLocation, useNavigate } from '@solidjs/router';
import Search from 'lucide-solid/icons/search';
import { createMemo, createSignal, createUniqueId, For, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { isGone } from '../../sync/failure.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { createSearch } from '../contacts/createSearch.ts';
import { OptionRow } from './OptionRow.tsx';
import { optionsFor, type Row } from './options.ts';
import { useActions } from './useActions.ts';
import './Switcher.css';

/** Ctrl/⌘+K: one field that leads to every chat and person, and does what can be done from anywhere. */
export default function Switcher(props: { onClose: () => void }) {
  const sync = useSync();
  const navigate = useNavigate();
  const location = useLocation();
  const actions = useActions();
  const id = createUniqueId();
  const [q, setQ] = createSignal('');
  /** The row to choose, by its element's id: rows move as chats do. None: the first. */
  const [at, setAt] = createSignal<string>();
  const people = createSearch(q, sync.actions.searchUsers);

  const rows = createMemo<Row[]>(() => {
    const found = people.found();
    const options: Row[] = optionsFor({
      q: q(),
      me: sync.state.me()?.id,
      chats: sync.state.chats(),
      open: location.pathname.split('/')[2],
      contacts: sync.state.contacts().map(({ user }) => user),
      found: found && 'users' in found && q().trim() ? found.users : [],
      actions: actions(),
      userOf: sync.state.user,
    });
    const text = q().trim();
    return text ? [...options, { kind: 'search', id: 'search-for', label: words.switcher.searchFor(text) }] : options;
  });
  const rowId = (row: Row) => `${id}-${row.kind}-${row.id}`;
  // A row keeps its element while it is there: a message that comes meanwhile takes none from under the pointer.
  const byId = createMemo(() => new Map(rows().map((row) => [rowId(row), row])));
  const kinds = createMemo(() =>
    (['chat', 'person', 'action', 'search'] as const).filter((kind) => rows().some((row) => row.kind === kind)),
  );
  const active = createMemo(() => byId().get(at() ?? '') ?? rows()[0]);

  let leads = false;
  const choose = (row: Row) => {
    const to = pathOf(row);
    // A stranger leads to where people are found.
    leads = (to ?? (row.kind === 'person' ? '/contacts' : location.pathname)).split('?', 1)[0] !== location.pathname;
    props.onClose();
    if (to !== undefined) navigate(to);
    else if (row.kind === 'person') void meet(row);
    else if (row.kind === 'action' && 'run' in row.action) row.action.run();
  };
  const pathOf = (row: Row): string | undefined => {
    if (row.kind === 'chat') return `/chat/${row.id}`;
    if (row.kind === 'search') return `/search?q=${encodeURIComponent(q().trim())}`;
    return row.kind === 'action' && 'to' in row.action ? row.action.to : undefined;
  };
  /** Leads to where one can write to somebody or ask them: a stranger, whose profile nobody may see, is found among people. */
  const meet = async ({ user, isContact }: Extract<Row, { kind: 'person' }>) => {
    const chat = isContact ? await sync.actions.createDirect(user.id) : undefined;
    if (chat?.ok) return navigate(`/chat/${chat.value.id}`);
    const profile = await sync.actions.loadUser(user.id);
    const hidden = !profile.ok && isGone(profile.error);
    navigate(hidden ? `/contacts?q=${encodeURIComponent(user.username)}` : `/user/${user.id}`);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.isComposing) return;
    const last = rows().length - 1;
    const row = active();
    const now = row ? rows().indexOf(row) : -1;
    const to = {
      ArrowDown: now === last ? 0 : now + 1,
      ArrowUp: now === 0 ? last : now - 1,
      PageDown: Math.min(last, now + 8),
      PageUp: Math.max(0, now - 8),
    }[event.key];
    const next = rows()[to ?? -1];
    if (next) {
      setAt(rowId(next));
      document.getElementById(rowId(next))?.scrollIntoView({ block: 'nearest' });
    } else if (event.key === 'Enter' && row) choose(row);
    else return;
    event.preventDefault();
  };

  return (
    <Dialog title={words.switcher.title} quietTitle shape="top" leads={() => leads} onClose={props.onClose}>
      <div class="switcher-box">
        <Search size={18} aria-hidden="true" />
        <input
          type="text"
          role="combobox"
          aria-label={words.switcher.title}
          aria-expanded={rows().length > 0}
          aria-controls={`${id}-list`}
          aria-autocomplete="list"
          aria-activedescendant={active() && rowId(active()!)}
          placeholder={words.switcher.placeholder}
          autocomplete="off"
          autofocus
          maxlength="100"
          enterkeyhint="go"
          value={q()}
          onInput={(event) => {
            setQ(event.currentTarget.value);
            setAt(undefined);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div id={`${id}-list`} class="switcher-list scrolls" role="listbox" aria-label={words.switcher.title}>
        <For each={kinds()}>
          {(kind) => (
            // biome-ignore lint/a11y/useSemanticElements: a group of options, not of fields
            <div role="group" aria-label={titleOf(kind)}>
              <p class="switcher-group" aria-hidden="true">
                {titleOf(kind)}
              </p>
              <For each={rows().flatMap((row) => (row.kind === kind ? [rowId(row)] : []))}>
                {(key) => (
                  <Show when={byId().get(key)}>
                    {(row) => (
                      <OptionRow
                        id={key}
                        row={row()}
                        active={active() === row()}
                        onPoint={() => setAt(key)}
                        onChoose={() => choose(row())}
                      />
                    )}
                  </Show>
                )}
              </For>
            </div>
          )}
        </For>
      </div>
      <Show when={q().trim() && rows().length === 1 && !people.busy()}>
        <p class="switcher-none" role="status">
          {words.switcher.none(q().trim())}
        </p>
      </Show>
    </Dialog>
  );
}

const titleOf = (kind: Row['kind']): string =>
  ({
    chat: words.switcher.chats,
    person: words.switcher.people,
    action: words.switcher.actions,
    search: words.search.title,
  })[kind];
