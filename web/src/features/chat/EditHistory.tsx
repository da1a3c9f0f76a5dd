import type { Message } from '@messenger/proto';
import type { MessageHistory } from '@messenger/sync';
import { createResource, For, Show } from 'solid-js';
import { clock } from '../../lib/now.ts';
import { words } from '../../lib/strings.ts';
import { sinceExactly } from '../../lib/time.ts';
import { useSync } from '../../sync/context.tsx';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { createDoing } from '../contacts/createDoing.ts';
import { Loaded } from './Loaded.tsx';
import { Markup } from './Markup.tsx';
import './MessageDialog.css';

/** Every text that a message had, the newest first; of very many those next to the original once they are asked for. */
export default function EditHistory(props: { message: Message; onClose: () => void }) {
  const sync = useSync();
  const load = (before?: number) => sync.actions.loadHistory(props.message.chatId, props.message.id, before);
  const [answer, { mutate, refetch }] = createResource(
    () => props.message.version,
    () => load(),
  );
  const doing = createDoing();
  const history = (): MessageHistory => {
    const given = answer.latest;
    return given?.ok ? given.value : { edits: [] };
  };
  let texts: HTMLElement | undefined;
  const loadOlder = async (before: number): Promise<void> => {
    const shown = answer.latest;
    const [original, ...newer] = history().edits;
    const older = await doing.run(props.message.id, () => load(before));
    if (!older?.ok || !original || answer.latest !== shown) return;
    mutate({ ok: true, value: { ...older.value, edits: [original, ...older.value.edits.slice(1), ...newer] } });
    // The button is gone with what it was for.
    if (!older.value.truncated) (texts?.children[newer.length] as HTMLElement | undefined)?.focus();
  };
  return (
    <Dialog title={words.chat.historyTitle} shape="wide" onClose={props.onClose}>
      <div class="dialog-body scrolls">
        <Loaded answer={answer.latest} onRetry={() => void refetch()}>
          {() => (
            <ol
              class="message-texts"
              reversed
              ref={(element) => {
                texts = element;
              }}
            >
              <For each={history().edits.toReversed()}>
                {(edit, index) => (
                  <li tabindex="-1">
                    <Show when={history().truncated && index() === history().edits.length - 1}>
                      <div class="message-texts-missing">
                        <Show when={history().edits[1]?.version} fallback={words.chat.textsMissing}>
                          {(before) => (
                            <Button busy={doing.busy(props.message.id)} onClick={() => void loadOlder(before())}>
                              {words.chat.olderTexts}
                            </Button>
                          )}
                        </Show>
                        <Show when={doing.failure()}>{(text) => <p role="alert">{text()}</p>}</Show>
                      </div>
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
