import type { Message } from '@messenger/proto';
import { For } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { Dialog } from '../../ui/Dialog.tsx';
import { People } from './People.tsx';

/** Who answered a message with which sign; the server names the first ten of each. */
export default function ReactionNames(props: { message: Message; onClose: () => void }) {
  const emojis = () => props.message.reactions.map(({ emoji }) => emoji);
  const reaction = (emoji: string) => props.message.reactions.find((each) => each.emoji === emoji);
  return (
    <Dialog title={words.chat.whoReacted} onClose={props.onClose}>
      <div class="dialog-body scrolls">
        <For each={emojis()} fallback={<p>{words.chat.nobodyYet}</p>}>
          {(emoji) => (
            <People title={emoji} userIds={reaction(emoji)?.userIds ?? []} count={reaction(emoji)?.count ?? 0} />
          )}
        </For>
      </div>
    </Dialog>
  );
}
