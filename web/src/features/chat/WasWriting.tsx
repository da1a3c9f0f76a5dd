import { createSignal, createUniqueId, Show } from 'solid-js';
import { copyText } from '../../lib/clipboard.ts';
import { words } from '../../lib/strings.ts';
import { Button } from '../../ui/Button.tsx';
import { useDrafts } from '../chats/useDrafts.ts';
import './WasWriting.css';

/** The draft of a chat that one is not in any more, to be copied or thrown away; nothing where there is none. */
export function WasWriting(props: { chatId: string }) {
  const drafts = useDrafts();
  const id = createUniqueId();
  const [failed, setFailed] = createSignal(false);
  return (
    <Show when={drafts.read(props.chatId)}>
      {(text) => (
        <div class="was-writing">
          <h2 id={id}>{words.chat.wasWriting}</h2>
          <section class="scrolls" aria-labelledby={id} tabindex="0" dir="auto">
            {text()}
          </section>
          <div class="was-writing-ways">
            <Button onClick={() => void copyText(text()).then((done) => setFailed(!done))}>
              {words.chat.copyText}
            </Button>
            <Button look="quiet" onClick={() => drafts.write(props.chatId, '')}>
              {words.chat.discard}
            </Button>
          </div>
          <Show when={failed()}>
            <p role="alert">{words.errors.not_copied}</p>
          </Show>
        </div>
      )}
    </Show>
  );
}
