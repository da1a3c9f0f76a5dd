import { A, useLocation } from '@solidjs/router';
import PanelLeftClose from 'lucide-solid/icons/panel-left-close';
import PanelLeftOpen from 'lucide-solid/icons/panel-left-open';
import Search from 'lucide-solid/icons/search';
import SquarePen from 'lucide-solid/icons/square-pen';
import Users from 'lucide-solid/icons/users';
import { createEffect, createSignal, on, type ParentProps, Show } from 'solid-js';
import { inOverlay } from '../../lib/focus.ts';
import { useMedia } from '../../lib/media.ts';
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
  const narrow = useMedia('(width < 640px)');
  /** On a phone, where no page is open, it is all there is. */
  const alone = () => narrow() && location.pathname === '/';
  let toggle: HTMLButtonElement | undefined;
  let filterInput: HTMLInputElement | undefined;
  let list: { focusFirst: () => void; openFirst: () => void } | undefined;

  createEffect(
    on(
      () => location.pathname,
      () => props.onExpand(false),
      { defer: true },
    ),
  );

  /** Closes what floats and gives the focus back to where it came from. */
  const leave = () => {
    const back = props.expanded ? toggle : undefined;
    props.onExpand(false);
    back?.focus();
  };
  const onEscape = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && props.expanded && !event.defaultPrevented && !inOverlay(event)) leave();
  };

  return (
    <>
      <Show when={props.expanded}>
        <div class="sidebar-scrim" aria-hidden="true" onClick={() => props.onExpand(false)} />
      </Show>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: it has a role, which changes with the width of the window */}
      <div class="sidebar" role={alone() ? 'main' : 'complementary'} onKeyDown={onEscape}>
        <Show when={alone()}>
          <h1 class="visually-hidden">{words.shell.chats}</h1>
        </Show>
        <div class="sidebar-header">
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
            <A class="icon-button" href="/search" aria-label={words.shell.search} title={words.shell.search}>
              <Search size={20} />
            </A>
            <A class="icon-button" href="/new-group" aria-label={words.shell.newGroup} title={words.shell.newGroup}>
              <SquarePen size={20} />
            </A>
            <ContactsLink />
          </div>
        </div>
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
          onOpen={() => setFilter('')}
          onUp={() => filterInput?.focus()}
          handle={(handle) => {
            list = handle;
          }}
        />
        {props.children}
      </div>
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
