import type { Chat } from '@messenger/proto';
import { A } from '@solidjs/router';
import ArrowLeft from 'lucide-solid/icons/arrow-left';
import BellOff from 'lucide-solid/icons/bell-off';
import PanelRight from 'lucide-solid/icons/panel-right';
import { createEffect, createMemo, createSignal, ErrorBoundary, lazy, on, Show, Suspense } from 'solid-js';
import { clock } from '../../lib/now.ts';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { failureText } from '../../sync/failure.ts';
import { usePresence } from '../../sync/online.ts';
import { isMuted, peerOf, presenceText } from '../../sync/views.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { IconButton } from '../../ui/Button.tsx';
import { useConnectionText } from '../shell/ConnectionLine.tsx';
import { detailsShown, showDetails } from './details.ts';
import './ChatHeader.css';

const ContactMenu = lazy(async () => ({ default: (await import('../contacts/ContactMenu.tsx')).ContactMenu }));

/** Who the chat is with and whether they are there; while offline, that instead. */
export function ChatHeader(props: { chat: Chat | undefined; name: string }) {
  const sync = useSync();
  const connection = useConnectionText();
  const peer = createMemo(() => (props.chat ? peerOf(props.chat, sync.state.me()?.id) : undefined));
  const presenceOf = usePresence();
  const presence = createMemo(() => presenceOf(peer() ?? ''));
  /** Why somebody could not be removed, until the connection is another. */
  const [failure, setFailure] = createSignal<string>();
  createEffect(on(connection, () => setFailure(undefined), { defer: true }));
  const remove = async () => {
    const result = await sync.actions.removeContact(peer() ?? '');
    setFailure(result.ok ? undefined : words.chat.notDone(failureText(result.error)));
  };
  const isContact = createMemo(() => sync.state.contacts().some((contact) => contact.user.id === peer()));
  return (
    <header class="pane-header">
      <A class="icon-button pane-back" href="/" aria-label={words.shell.back}>
        <ArrowLeft size={20} />
      </A>
      <Show when={props.chat} fallback={<span class="bone chat-header-bone" aria-hidden="true" />}>
        {(chat) => (
          <>
            <Avatar
              id={peer() ?? chat().id}
              name={props.name}
              picture={peer() ? sync.state.user(peer() ?? '')?.avatar : chat().avatar}
              presence={isContact() ? presence()?.state : undefined}
            />
            <div class="chat-header-text">
              <div class="chat-header-title">
                <h1>
                  {/* For a pointer: by keys the button beside it does the same. */}
                  <button
                    type="button"
                    tabindex="-1"
                    aria-expanded={detailsShown()}
                    title={words.chat.details}
                    onClick={() => showDetails(!detailsShown())}
                  >
                    <span dir="auto">{props.name}</span>
                  </button>
                </h1>
                <Show when={isMuted(chat().settings, clock().now)}>
                  <BellOff size={14} role="img" aria-label={words.chats.muted} />
                </Show>
              </div>
              <Show
                when={failure() ?? connection()}
                fallback={
                  <Show
                    when={chat().kind === 'group'}
                    fallback={
                      <Show when={isContact()}>
                        <p>
                          {presenceText(presence(), clock()) ?? <bdi>@{sync.state.user(peer() ?? '')?.username}</bdi>}
                        </p>
                      </Show>
                    }
                  >
                    <p>{words.chat.memberCount(chat().memberCount)}</p>
                  </Show>
                }
              >
                {(text) => (
                  <p class="connection-text" role={failure() ? 'alert' : undefined}>
                    {text()}
                  </p>
                )}
              </Show>
            </div>
            <IconButton
              id="chat-details-toggle"
              label={words.chat.details}
              aria-expanded={detailsShown()}
              onClick={() => showDetails(!detailsShown())}
            >
              <PanelRight size={20} />
            </IconButton>
            <Show when={isContact()}>
              <ErrorBoundary fallback={null}>
                <Suspense fallback={<span class="icon-button" aria-hidden="true" />}>
                  <ContactMenu label={words.chat.more} name={props.name} onRemove={() => void remove()} />
                </Suspense>
              </ErrorBoundary>
            </Show>
          </>
        )}
      </Show>
    </header>
  );
}
