import type { Message } from '@messenger/proto';
import { For } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { nameOf } from '../../sync/views.ts';

/** What others answered with a sign, each with how many did. A click joins them, or takes the own one back. */
export function Reactions(props: { message: Message }) {
  const sync = useSync();
  const emojis = () => props.message.reactions.map(({ emoji }) => emoji);
  const reaction = (emoji: string) => props.message.reactions.find((each) => each.emoji === emoji);
  const names = (emoji: string) =>
    (reaction(emoji)?.userIds ?? []).flatMap((userId) => {
      const user = sync.state.user(userId);
      return user ? [nameOf(user)] : [];
    });
  const toggle = (emoji: string) => {
    const { chatId, id } = props.message;
    void sync.actions[reaction(emoji)?.mine ? 'unreact' : 'react'](chatId, id, emoji);
  };
  return (
    <ul class="message-reactions">
      <For each={emojis()}>
        {(emoji) => (
          <li>
            <button
              type="button"
              class="reaction"
              aria-pressed={reaction(emoji)?.mine === true}
              aria-label={words.chat.reaction(emoji, reaction(emoji)?.count ?? 0, reaction(emoji)?.mine === true)}
              title={names(emoji).join(', ')}
              onClick={() => toggle(emoji)}
            >
              <span aria-hidden="true">{emoji}</span>
              <span aria-hidden="true">{reaction(emoji)?.count}</span>
            </button>
          </li>
        )}
      </For>
    </ul>
  );
}
