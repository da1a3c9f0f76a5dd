import type { Message } from '@messenger/proto';
import type { ApiError } from '@messenger/sync';
import { For } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { nameOf } from '../../sync/views.ts';

/** What others answered with a sign, each with how many did. A click joins them, or takes the own one back. */
export function Reactions(props: { message: Message; onFailure: (error: ApiError | undefined) => void }) {
  const sync = useSync();
  const emojis = () => props.message.reactions.map(({ emoji }) => emoji);
  const reaction = (emoji: string) => props.message.reactions.find((each) => each.emoji === emoji);
  const names = (emoji: string) =>
    (reaction(emoji)?.userIds ?? []).flatMap((userId) => {
      const user = sync.state.user(userId);
      return user ? [nameOf(user)] : [];
    });
  const toggle = async (emoji: string) => {
    const { chatId, id } = props.message;
    props.onFailure(undefined);
    const result = await sync.actions[reaction(emoji)?.mine ? 'unreact' : 'react'](chatId, id, emoji);
    if (!result.ok) props.onFailure(result.error);
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
              onClick={() => void toggle(emoji)}
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
