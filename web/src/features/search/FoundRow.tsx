import type { FoundMessages } from '@messenger/sync';
import { A } from '@solidjs/router';
import { createMemo, For, Show } from 'solid-js';
import { clock } from '../../lib/now.ts';
import { whenSeen } from '../../lib/seen.ts';
import { words } from '../../lib/strings.ts';
import { fullWhen, shortWhen } from '../../lib/time.ts';
import { useSync } from '../../sync/context.tsx';
import { chatName, nameOf, peerOf } from '../../sync/views.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { piecesOf } from './pieces.ts';

/** A message that was found, with what was found in it; it leads there. */
export function FoundRow(props: { result: FoundMessages['results'][number] }) {
  const sync = useSync();
  const message = () => props.result.message;
  const sender = createMemo(() => sync.state.user(message().senderId));
  const place = createMemo(() => {
    const known = sync.state.chat(props.result.chat.id);
    return known
      ? chatName(known, sync.state.me()?.id, sync.state.user)
      : (props.result.chat.name ?? words.chats.group);
  });
  /** A direct chat has the name of whom it is with, which stands there as the sender's. */
  const isWithSender = () => {
    const known = sync.state.chat(props.result.chat.id);
    return known !== undefined && peerOf(known, sync.state.me()?.id) === message().senderId;
  };
  return (
    <li ref={(row) => whenSeen(row, () => sync.actions.meet([message().senderId]))}>
      <A class="search-result" href={`/chat/${message().chatId}/message/${message().id}`}>
        <Avatar id={message().senderId} name={nameOf(sender())} picture={sender()?.avatar} />
        <span class="search-result-head">
          <b dir="auto">{nameOf(sender())}</b>
          <Show when={!isWithSender()}>
            <span dir="auto">{place()}</span>
          </Show>
          <time datetime={message().sentAt} title={fullWhen(message().sentAt, clock())}>
            {shortWhen(message().sentAt, clock())}
          </time>
        </span>
        <span class="search-result-text" dir="auto">
          <For each={piecesOf(message().text, props.result.highlights)}>
            {(piece) => (
              <Show when={piece.found} fallback={piece.text}>
                <mark>{piece.text}</mark>
              </Show>
            )}
          </For>
        </span>
      </A>
    </li>
  );
}
