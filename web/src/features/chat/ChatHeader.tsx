import type { Chat } from '@messenger/proto';
import { A } from '@solidjs/router';
import ArrowLeft from 'lucide-solid/icons/arrow-left';
import EllipsisVertical from 'lucide-solid/icons/ellipsis-vertical';
import UserMinus from 'lucide-solid/icons/user-minus';
import { createMemo, createSignal, Show } from 'solid-js';
import { clock } from '../../lib/now.ts';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { peerOf, presenceText } from '../../sync/views.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Confirm } from '../../ui/Confirm.tsx';
import { Menu, MenuItem } from '../../ui/Menu.tsx';
import { useConnectionText } from '../shell/ConnectionLine.tsx';
import './ChatHeader.css';

/** Who the chat is with and whether they are there; while offline, that instead. */
export function ChatHeader(props: { chat: Chat | undefined; name: string }) {
  const sync = useSync();
  const connection = useConnectionText();
  const [removing, setRemoving] = createSignal(false);
  const peer = createMemo(() => (props.chat ? peerOf(props.chat, sync.state.me()?.id) : undefined));
  const presence = createMemo(() => sync.state.presence(peer() ?? ''));
  const isContact = createMemo(() => sync.state.contacts().some((contact) => contact.user.id === peer()));
  return (
    <header class="pane-header">
      <A class="icon-button pane-back" href="/" aria-label={words.shell.back}>
        <ArrowLeft size={20} />
      </A>
      <Show when={props.chat} fallback={<span class="bone chat-header-bone" aria-hidden="true" />}>
        {(chat) => (
          <>
            <Avatar id={peer() ?? chat().id} name={props.name} presence={peer() ? presence().state : undefined} />
            <div class="chat-header-text">
              <h1>{props.name}</h1>
              <Show
                when={connection()}
                fallback={
                  <Show when={isContact()}>
                    <p>{presenceText(presence(), clock())}</p>
                  </Show>
                }
              >
                {(text) => <p class="connection-text">{text()}</p>}
              </Show>
            </div>
            <Show when={isContact()}>
              <Menu label={words.chat.more} trigger={<EllipsisVertical size={20} />}>
                <MenuItem danger icon={<UserMinus size={16} />} onSelect={() => setRemoving(true)}>
                  {words.contacts.remove}
                </MenuItem>
              </Menu>
            </Show>
            <Confirm
              open={removing()}
              title={words.contacts.removeTitle(props.name)}
              body={words.contacts.removeBody}
              confirm={words.contacts.removeConfirm}
              cancel={words.contacts.cancel}
              onConfirm={() => void sync.actions.removeContact(peer() ?? '')}
              onClose={() => setRemoving(false)}
            />
          </>
        )}
      </Show>
    </header>
  );
}
