import { words } from '../../lib/strings.ts';
import { Button } from '../../ui/Button.tsx';
import './LoadFailed.css';

/** In the place of what could not be loaded; unless said, the messages of a timeline. */
export function LoadFailed(props: { text?: string; onRetry: () => void }) {
  return (
    <div class="load-failed" role="alert">
      <p>{props.text ?? words.chat.loadFailed}</p>
      <Button onClick={() => props.onRetry()}>{words.chat.retryLoad}</Button>
    </div>
  );
}
