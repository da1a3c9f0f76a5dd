import type { Message } from '@messenger/proto';
import { createResource, For, Show } from 'solid-js';
import { clock } from '../../lib/now.ts';
import { words } from '../../lib/strings.ts';
import { sinceExactly } from '../../lib/time.ts';
import { useSync } from '../../sync/context.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { Loaded } from './Loaded.tsx';
import { Markup } from './Markup.tsx';
import './MessageDialog.css';

/** Every text that a message had, the newest first. */
export default function EditHistory(props: { message: Message; onClose: () => void }) {
  const sync = useSync();
  const [answer, { refetch }] = createResource(
    () => props.message.version,
    () => sync.actions.loadHistory(props.message.chatId, props.message.id),
  );
  return (
    <Dialog title={words.chat.historyTitle} shape="wide" onClose={props.onClose}>
      <div class="dialog-body scrolls">
        <Loaded answer={answer()} onRetry={() => void refetch()}>
          {({ edits, truncated }) => (
            <ol class="message-texts" reversed>
              <For each={edits.toReversed()}>
                {(edit, index) => (
                  <li>
                    <Show when={truncated && index() === edits.length - 1}>
                      <p class="message-texts-missing">{words.chat.textsMissing}</p>
                    </Show>
                    <time datetime={edit.at}>
                      <Show when={index() === 0} fallback={words.chat.textOf(sinceExactly(edit.at, clock()))}>
                        {`${words.chat.newestText} · ${sinceExactly(edit.at, clock())}`}
                      </Show>
                    </time>
                    <div class="message-text">
                      <Markup text={edit.text} />
                    </div>
                  </li>
                )}
              </For>
            </ol>
          )}
        </Loaded>
      </div>
    </Dialog>
  );
}
