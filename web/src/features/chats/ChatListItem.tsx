import { useLocation } from '@solidjs/router';
import BellOff from 'lucide-solid/icons/bell-off';
import Clock from 'lucide-solid/icons/clock';
import { createMemo, Match, Show, Switch } from 'solid-js';
import { clock } from '../../lib/now.ts';
import { chatIn } from '../../lib/own-path.ts';
import { words } from '../../lib/strings.ts';
import { shortWhen } from '../../lib/time.ts';
import { useSync } from '../../sync/context.tsx';
import { usePresence } from '../../sync/online.ts';
import { chatName, isMuted, nameOf, peerOf, previewOf, unsentIn } from '../../sync/views.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { UnreadBadge } from '../../ui/UnreadBadge.tsx';
import { useDrafts } from './useDrafts.ts';

/** Rows are all of one height, in px, so that the list never measures. */
export const rowHeight = 60;

type Props = { chatId: string; tabStop: boolean; onFocus: () => void; onOpen: (event: MouseEvent) => void };

/** A chat in two lines: name and time, preview and what is unread. */
export function ChatListItem(props: Props) {
  const sync = useSync();
  const location = useLocation();
  const drafts = useDrafts();
  const presenceOf = usePresence();
  const chat = createMemo(() => sync.state.chat(props.chatId));
  return (
    <Show when={chat()}>
      {(chat) => {
        const me = () => sync.state.me()?.id;
        const peer = createMemo(() => peerOf(chat(), me()));
        const name = createMemo(() => chatName(chat(), me(), sync.state.user));
        // The same while nothing is said: to be read or delivered changes the chat, and no line of this.
        const last = createMemo(() => chat().lastMessage);
        const unsent = createMemo(() => unsentIn(sync.state.timeline(props.chatId)));
        const at = () => unsent()?.message.sentAt ?? last()?.sentAt ?? chat().createdAt;
        const muted = createMemo(() => isMuted(chat().settings, clock().now));
        /** Oneself, or in groups whoever wrote. */
        const author = () => {
          const sender = last()?.senderId;
          if (sender === undefined || sender === me()) return sender && words.chats.you;
          return chat().kind === 'group' ? nameOf(sync.state.user(sender)) : undefined;
        };
        return (
          // Not the router's own: that says only of the very same address that it is the current one.
          <a
            class="chat-item"
            href={`/chat/${props.chatId}`}
            aria-current={chatIn(location.pathname) === props.chatId ? 'page' : undefined}
            data-chat={props.chatId}
            data-unread={chat().unread > 0 ? '' : undefined}
            tabindex={props.tabStop ? 0 : -1}
            title={name()}
            onFocus={() => props.onFocus()}
            onClick={(event) => props.onOpen(event)}
          >
            <Avatar
              id={peer() ?? props.chatId}
              name={name()}
              size="large"
              picture={peer() ? sync.state.user(peer() ?? '')?.avatar : chat().avatar}
              presence={peer() && !chat().closed ? presenceOf(peer() ?? '')?.state : undefined}
            />
            <span class="chat-item-text">
              <span class="chat-item-line">
                <span class="chat-item-name" dir="auto">
                  {name()}
                </span>
                <time class="chat-item-time" datetime={at()}>
                  {shortWhen(at(), clock())}
                </time>
              </span>
              <span class="chat-item-line">
                <span class="chat-item-preview">
                  <Switch fallback={words.chats.noMessages}>
                    <Match when={sync.state.typing(props.chatId).length > 0}>
                      <span class="chat-item-typing">
                        <Show when={chat().kind === 'group'} fallback={words.chats.typing}>
                          {words.chat.typing(sync.state.typing(props.chatId).map((id) => nameOf(sync.state.user(id))))}
                        </Show>
                      </span>
                    </Match>
                    <Match when={unsent()}>
                      {(item) => (
                        <>
                          <Show
                            when={item().state === 'failed'}
                            fallback={
                              <Clock
                                class="chat-item-clock"
                                size={12}
                                role="img"
                                aria-label={words.chat.stateOf('waiting', undefined)}
                              />
                            }
                          >
                            <span class="chat-item-failed">{words.chat.stateOf('failed', undefined)}: </span>
                          </Show>
                          <bdi>
                            {previewOf({
                              text: item().message.text,
                              attachments: [...item().message.attachments, ...(item().files ?? [])],
                            })}
                          </bdi>
                        </>
                      )}
                    </Match>
                    <Match when={drafts.has(props.chatId)}>
                      <span class="chat-item-draft">{words.chats.draft}: </span>
                      <bdi>{previewOf({ text: drafts.read(props.chatId).slice(0, 300), attachments: [] })}</bdi>
                    </Match>
                    <Match when={last()}>
                      {(message) => (
                        <>
                          <Show when={author()}>
                            <bdi>{author()}</bdi>:{' '}
                          </Show>
                          <bdi>{message().deletedAt ? words.chat.deleted : previewOf(message())}</bdi>
                        </>
                      )}
                    </Match>
                  </Switch>
                </span>
                <Show when={muted() && chat().unread === 0}>
                  <BellOff class="chat-item-muted" size={14} role="img" aria-label={words.chats.muted} />
                </Show>
                <UnreadBadge count={chat().unread} muted={muted()} />
              </span>
            </span>
          </a>
        );
      }}
    </Show>
  );
}
