import { words } from '../../lib/strings.ts';
import { Button } from '../../ui/Button.tsx';
import './LoadFailed.css';

/** In the timeline's place, when its messages could not be loaded. */
export function LoadFailed(props: { onRetry: () => void }) {
  return (
    <div class="load-failed" role="alert">
      <p>{words.chat.loadFailed}</p>
      <Button onClick={() => props.onRetry()}>{words.chat.retryLoad}</Button>
    </div>
  );
}
