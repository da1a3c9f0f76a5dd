import { createSignal, Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { Button } from '../../ui/Button.tsx';
import './UpdateNotice.css';

/** Says that there is a newer version, until one lets it in or puts it off. */
export function UpdateNotice(props: { text: string; onReload: () => void }) {
  const [later, setLater] = createSignal(false);
  return (
    <Show when={!later()}>
      <div class="update-notice floats" role="status">
        <p>{props.text}</p>
        <Button look="quiet" onClick={() => setLater(true)}>
          {words.update.later}
        </Button>
        <Button look="primary" onClick={() => props.onReload()}>
          {words.update.reload}
        </Button>
      </div>
    </Show>
  );
}
