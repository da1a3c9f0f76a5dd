import type { Message } from '@messenger/proto';
import { createResource, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Loaded } from './Loaded.tsx';
import { People } from './People.tsx';

/** Who has read an own message, and who has it without having read it. Asked anew when the counts change. */
export default function MessageInfo(props: { message: Message; progress: string; onClose: () => void }) {
  const sync = useSync();
  const [answer, { refetch }] = createResource(
    () => `${props.progress} ${props.message.receipts?.delivered} ${props.message.receipts?.read}`,
    () => sync.actions.loadReceipts(props.message.chatId, props.message.id),
  );
  return (
    <Dialog title={words.chat.infoTitle} onClose={props.onClose}>
      <div class="dialog-body scrolls">
        <Loaded answer={answer.latest} onRetry={() => void refetch()}>
          {({ read, delivered }) => {
            const readers = new Set(read.map(({ userId }) => userId));
            const others = delivered.map(({ userId }) => userId).filter((userId) => !readers.has(userId));
            return (
              <Show when={readers.size + others.length > 0} fallback={<p>{words.chat.nobodyYet}</p>}>
                <People title={words.chat.readBy} userIds={[...readers]} />
                <People title={words.chat.deliveredTo} userIds={others} />
              </Show>
            );
          }}
        </Loaded>
      </div>
    </Dialog>
  );
}
