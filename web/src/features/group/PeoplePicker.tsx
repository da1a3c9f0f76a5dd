import type { UserCard } from '@messenger/proto';
import X from 'lucide-solid/icons/x';
import { createMemo, createSignal, For, Show } from 'solid-js';
import { finePointer } from '../../lib/media.ts';
import { words } from '../../lib/strings.ts';
import { nameOf } from '../../sync/views.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { filterPeople } from './people.ts';
import './PeoplePicker.css';

type Props = {
  people: readonly UserCard[];
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  flaw?: string | undefined;
};

/** Ticks people in a list that narrows as one types. */
export function PeoplePicker(props: Props) {
  const [filter, setFilter] = createSignal('');
  const shown = createMemo(() => filterPeople(props.people, filter()));
  /** As they were chosen, whatever the search shows. */
  const chosen = createMemo(() => props.chosen.flatMap((id) => props.people.find((user) => user.id === id) ?? []));
  let search: HTMLInputElement | undefined;
  let list: HTMLUListElement | undefined;
  const toggle = (id: string, on: boolean) =>
    props.onChange(on ? [...props.chosen, id] : props.chosen.filter((chosen) => chosen !== id));
  /** Without a mouse the keyboard would come up for the search: the focus goes to the next of the chosen. */
  const leaveOut = (id: string, item: HTMLElement | null) => {
    const next = (item?.nextElementSibling ?? item?.previousElementSibling)?.querySelector('button');
    toggle(id, false);
    if (matchMedia(finePointer).matches) search?.focus();
    else (next ?? list?.querySelector('input'))?.focus();
  };
  return (
    <fieldset class="picker" aria-describedby={props.flaw ? 'picker-flaw' : undefined}>
      <legend>{words.group.choose}</legend>
      <input
        ref={(element) => {
          search = element;
        }}
        type="text"
        class="picker-filter"
        aria-label={words.contacts.searchLabel}
        placeholder={words.contacts.searchLabel}
        autocomplete="off"
        value={filter()}
        onInput={(event) => setFilter(event.currentTarget.value)}
        onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
      />
      <ul
        ref={(element) => {
          list = element;
        }}
        class="picker-list scrolls"
      >
        <For each={shown()}>
          {(user) => (
            <li>
              <label class="picker-person">
                <input
                  type="checkbox"
                  checked={props.chosen.includes(user.id)}
                  onChange={(event) => toggle(user.id, event.currentTarget.checked)}
                />
                <Avatar id={user.id} name={nameOf(user)} picture={user.avatar} size="small" />
                <span class="picker-name" dir="auto">
                  {nameOf(user)}
                </span>
                <span class="picker-username">
                  <bdi>@{user.username}</bdi>
                </span>
              </label>
            </li>
          )}
        </For>
      </ul>
      <Show when={filter() && shown().length === 0}>
        <p class="picker-none">{words.contacts.noResults(filter())}</p>
      </Show>
      <Show when={chosen().length > 0}>
        <ul class="picker-chosen scrolls">
          <For each={chosen()}>
            {(user) => (
              <li>
                <button
                  type="button"
                  aria-label={words.group.unchoose(nameOf(user))}
                  title={words.group.unchoose(nameOf(user))}
                  onClick={(event) => leaveOut(user.id, event.currentTarget.parentElement)}
                >
                  <span dir="auto">{nameOf(user)}</span>
                  <X size={14} />
                </button>
              </li>
            )}
          </For>
        </ul>
      </Show>
      <p class="picker-count figures" data-flawed={props.flaw ? '' : undefined} id="picker-flaw" role="status">
        {props.flaw ?? (props.chosen.length > 0 ? words.group.chosen(props.chosen.length) : '')}
      </p>
    </fieldset>
  );
}
