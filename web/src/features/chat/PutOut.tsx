import { A } from '@solidjs/router';
import { createSignal, Show } from 'solid-js';
import { copyText } from '../../lib/clipboard.ts';
import { words } from '../../lib/strings.ts';
import { Button } from '../../ui/Button.tsx';
import { Empty } from '../../ui/Empty.tsx';
import { useDrafts } from '../chats/useDrafts.ts';
import { ConnectionNote } from '../shell/ConnectionLine.tsx';
import './PutOut.css';

/** In place of a chat that one was in a moment ago: that it is over, and what one was writing there. */
export default function PutOut(props: { chatId: string }) {
  const drafts = useDrafts();
  const [failed, setFailed] = createSignal(false);
  return (
    <Empty heading="h1" title={words.chat.putOut} body={words.chat.putOutBody}>
      <Show when={drafts.read(props.chatId)}>
        {(text) => (
          <div class="put-out-draft">
            <h2>{words.chat.wasWriting}</h2>
            <p class="scrolls" dir="auto">
              {text()}
            </p>
            <Button onClick={() => void copyText(text()).then((done) => setFailed(!done))}>
              {words.chat.copyText}
            </Button>
            <Show when={failed()}>
              <p role="alert">{words.errors.not_copied}</p>
            </Show>
          </div>
        )}
      </Show>
      <A class="button" data-look="primary" href="/">
        {words.notFound.action}
      </A>
      <ConnectionNote />
    </Empty>
  );
}
