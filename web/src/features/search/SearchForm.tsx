import SlidersHorizontal from 'lucide-solid/icons/sliders-horizontal';
import { createEffect, createMemo, createSignal, mapArray, Show, untrack } from 'solid-js';
import { useMedia } from '../../lib/media.ts';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { useOnline } from '../../sync/online.ts';
import { chatName, nameOf } from '../../sync/views.ts';
import { Button } from '../../ui/Button.tsx';
import { Select } from '../../ui/Choice.tsx';
import { Field } from '../../ui/Field.tsx';
import { endsBeforeItBegins, filtersIn, type Query } from './query.ts';
import { membersOf, sendersOf } from './senders.ts';

type Change = { [name in keyof Query]?: string | undefined };

/** What to look for, and where: each change counts at once. */
export function SearchForm(props: { query: Query; onChange: (change: Change) => void }) {
  const sync = useSync();
  // In the order in which they were first seen: a list that one chooses from does not move with every message.
  const chatIds = createMemo<readonly string[]>((before) => {
    const now = new Set(sync.state.chats().map(({ id }) => id));
    const kept = before.filter((id) => now.has(id));
    for (const id of kept) now.delete(id);
    return kept.length === before.length && now.size === 0 ? before : [...kept, ...now];
  }, []);
  const chats = createMemo(() =>
    chatIds().map((id) => ({
      value: id,
      get label() {
        const chat = sync.state.chat(id);
        return chat ? chatName(chat, sync.state.me()?.id, sync.state.user) : '';
      },
    })),
  );
  const people = createMemo(
    mapArray(
      () => sendersOf(props.query, sync.state),
      (id) => ({
        value: id,
        get label() {
          return nameOf(sync.state.user(id));
        },
      }),
    ),
  );
  /** On a phone they stand before what is found: there they are shown where one is set, or asked for. */
  const narrow = useMedia('(width < 640px)');
  const [asked, setAsked] = createSignal(untrack(() => filtersIn(props.query)) > 0);
  const online = useOnline();
  createEffect(() => {
    const { chat } = props.query;
    if (online() && chat && sync.state.chat(chat)?.kind === 'group') void sync.actions.loadMembers(chat);
  });
  createEffect(() => {
    const { chat, from } = props.query;
    sync.actions.meet([...(from ? [from] : []), ...membersOf(chat, sync.state)]);
  });
  return (
    <search>
      <form class="search-form" onSubmit={(event) => event.preventDefault()}>
        <Field
          label={words.search.label}
          type="search"
          name="q"
          value={props.query.q}
          placeholder={words.search.placeholder}
          maxlength="200"
          autocomplete="off"
          autofocus
          onInput={(event) => props.onChange({ q: event.currentTarget.value || undefined })}
        />
        <Show when={narrow()}>
          <Button class="search-fold" aria-expanded={asked()} onClick={() => setAsked(!asked())}>
            <SlidersHorizontal size={16} />
            {words.search.filters}
            <Show when={filtersIn(props.query)}>
              <span class="title-count">{filtersIn(props.query)}</span>
            </Show>
          </Button>
        </Show>
        <fieldset class="search-filters" hidden={narrow() && !asked()}>
          <legend class="visually-hidden">{words.search.filters}</legend>
          <Select
            label={words.search.chat}
            value={props.query.chat ?? ''}
            options={[{ value: '', label: words.search.anyChat }, ...chats()]}
            onChange={(chat) => props.onChange({ chat: chat || undefined })}
          />
          <Select
            label={words.search.from}
            value={props.query.from ?? ''}
            options={[{ value: '', label: words.search.anyone }, ...people()]}
            onChange={(from) => props.onChange({ from: from || undefined })}
          />
          <Field
            label={words.search.since}
            type="date"
            value={props.query.since ?? ''}
            onChange={(event) => props.onChange({ since: event.currentTarget.value || undefined })}
          />
          <Field
            label={words.search.until}
            type="date"
            value={props.query.until ?? ''}
            flaw={endsBeforeItBegins(props.query) ? words.search.beforeSince : undefined}
            onChange={(event) => props.onChange({ until: event.currentTarget.value || undefined })}
          />
          <Select
            label={words.search.sort}
            value={props.query.sort ?? 'newest'}
            options={[
              { value: 'newest', label: words.search.newest },
              { value: 'relevance', label: words.search.relevance },
            ]}
            onChange={(sort) => props.onChange({ sort: sort === 'relevance' ? sort : undefined })}
          />
        </fieldset>
      </form>
    </search>
  );
}
