import type { Chat } from '@messenger/proto';
import { A } from '@solidjs/router';
import Search from 'lucide-solid/icons/search';
import X from 'lucide-solid/icons/x';
import { createMemo, onMount, Show } from 'solid-js';
import { inOverlay } from '../../lib/focus.ts';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { peerOf } from '../../sync/views.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { IconButton } from '../../ui/Button.tsx';
import { ChatImages } from '../images/ChatImages.tsx';
import { PictureEditor } from '../images/PictureEditor.tsx';
import { ChatNotices } from './ChatNotices.tsx';
import { GroupEnd } from './GroupEnd.tsx';
import { GroupName } from './GroupName.tsx';
import { JumpToDate } from './JumpToDate.tsx';
import { Members } from './Members.tsx';
import { manages } from './people.ts';
import './DetailsPanel.css';

/** Beside a chat, or over it where there is no room: who it is with, and what one can set about it. */
export default function DetailsPanel(props: { chat: Chat; name: string; onClose: () => void }) {
  const sync = useSync();
  const peer = createMemo(() => peerOf(props.chat, sync.state.me()?.id));
  const picture = () => (peer() ? sync.state.user(peer() ?? '')?.avatar : props.chat.avatar);
  let panel: HTMLElement | undefined;
  onMount(() => {
    if (panel && getComputedStyle(panel).position === 'absolute') panel.focus();
  });
  return (
    <aside
      ref={(element) => {
        panel = element;
      }}
      class="details"
      tabindex="-1"
      aria-label={words.group.details(props.name)}
      onKeyDown={(event) => {
        if (event.key !== 'Escape' || event.defaultPrevented || inOverlay(event)) return;
        event.preventDefault();
        props.onClose();
      }}
    >
      <header class="details-header">
        <h2>{words.chat.details}</h2>
        <IconButton label={words.shell.close} onClick={() => props.onClose()}>
          <X size={20} />
        </IconButton>
      </header>
      <div class="details-body scrolls">
        <div class="details-who">
          <Show
            when={manages(props.chat)}
            fallback={<Avatar id={peer() ?? props.chat.id} name={props.name} size="huge" picture={picture()} />}
          >
            <PictureEditor
              id={props.chat.id}
              name={props.name}
              picture={props.chat.avatar}
              onChange={(next) => sync.actions.updateGroup(props.chat.id, { avatarId: next?.id ?? null })}
            />
          </Show>
          <Show when={peer()} fallback={<GroupName chat={props.chat} />}>
            {(userId) => (
              <>
                <h3 class="details-name" dir="auto">
                  {props.name}
                </h3>
                <p class="details-about">
                  <bdi>@{sync.state.user(userId())?.username}</bdi>
                </p>
                <A class="button" data-look="plain" href={`/user/${userId()}`}>
                  {words.group.profile}
                </A>
              </>
            )}
          </Show>
        </div>
        <div class="details-ways">
          <A class="button" data-look="quiet" href={`/search?chat=${props.chat.id}`}>
            <Search size={16} />
            {words.group.searchHere}
          </A>
          <JumpToDate chat={props.chat} />
        </div>
        <ChatNotices chat={props.chat} />
        <ChatImages chatId={props.chat.id} />
        <Show when={props.chat.kind === 'group'}>
          <Members chat={props.chat} />
          <GroupEnd chat={props.chat} name={props.name} />
        </Show>
      </div>
    </aside>
  );
}
