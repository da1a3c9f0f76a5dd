import { A, useLocation } from '@solidjs/router';
import PanelLeftClose from 'lucide-solid/icons/panel-left-close';
import PanelLeftOpen from 'lucide-solid/icons/panel-left-open';
import Users from 'lucide-solid/icons/users';
import { createEffect, createSignal, on, onCleanup, type ParentProps, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { IconButton } from '../../ui/Button.tsx';
import { AccountMenu } from '../shell/AccountMenu.tsx';
import { ChatFilter } from './ChatFilter.tsx';
import { ChatList } from './ChatList.tsx';
import './Sidebar.css';

type Props = ParentProps<{ expanded: boolean; onExpand: (expanded: boolean) => void }>;

/** The left side: oneself, the way to the contacts, and the chats. */
export function Sidebar(props: Props) {
  const location = useLocation();
  const [filter, setFilter] = createSignal('');
  let toggle: HTMLButtonElement | undefined;
  let cameFrom: Element | null = null;
  let filterInput: HTMLInputElement | undefined;
  let list: { focusFirst: () => void; openFirst: () => void } | undefined;

  createEffect(
    on(
      () => location.pathname,
      () => props.onExpand(false),
      { defer: true },
    ),
  );

  const onKey = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() === 'k' && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey) {
      event.preventDefault();
      cameFrom = document.activeElement;
      props.onExpand(true);
      filterInput?.focus();
    }
  };
  document.addEventListener('keydown', onKey);
  onCleanup(() => document.removeEventListener('keydown', onKey));

  /** Closes what floats and gives the focus back to where it came from. */
  const leave = () => {
    const back =
      cameFrom instanceof HTMLElement && cameFrom.isConnected ? cameFrom : props.expanded ? toggle : undefined;
    cameFrom = null;
    props.onExpand(false);
    back?.focus();
  };
  const onEscape = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && props.expanded && !event.defaultPrevented) leave();
  };

  return (
    <>
      <Show when={props.expanded}>
        <div class="sidebar-scrim" aria-hidden="true" onClick={() => props.onExpand(false)} />
      </Show>
      <aside class="sidebar" onKeyDown={onEscape}>
        <header class="sidebar-header">
          <AccountMenu />
          <div class="sidebar-tools">
            <IconButton
              ref={(element) => {
                toggle = element;
              }}
              class="sidebar-toggle"
              label={props.expanded ? words.shell.collapseList : words.shell.expandList}
              aria-expanded={props.expanded}
              onClick={() => props.onExpand(!props.expanded)}
            >
              <Show when={props.expanded} fallback={<PanelLeftOpen size={20} />}>
                <PanelLeftClose size={20} />
              </Show>
            </IconButton>
            <ContactsLink />
          </div>
        </header>
        <ChatFilter
          value={filter()}
          onChange={setFilter}
          ref={(element) => {
            filterInput = element;
          }}
          onDown={() => list?.focusFirst()}
          onEnter={() => {
            list?.openFirst();
            setFilter('');
          }}
          onLeave={leave}
        />
        <ChatList
          filter={filter()}
          onType={() => filterInput?.focus()}
          onUp={() => filterInput?.focus()}
          handle={(handle) => {
            list = handle;
          }}
        />
        {props.children}
      </aside>
    </>
  );
}

function ContactsLink() {
  const sync = useSync();
  const waiting = () => sync.state.requests().incoming.length;
  const label = () => (waiting() > 0 ? words.shell.contactsWithRequests(waiting()) : words.shell.contacts);
  return (
    <A class="icon-button" href="/contacts" aria-label={label()} title={label()}>
      <Users size={20} />
      <Show when={waiting() > 0}>
        <span class="sidebar-requests figures" aria-hidden="true">
          {Math.min(99, waiting())}
        </span>
      </Show>
    </A>
  );
}
