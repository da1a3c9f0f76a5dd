import { Show } from 'solid-js';
import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import './ConnectionLine.css';

/** The state of the connection: a line under the headers, nothing while all is well. Told to screen readers too. */
export function ConnectionLine() {
  const sync = useSync();
  return (
    <>
      <div
        class="connection-line"
        data-state={sync.state.connection().state}
        data-via={sync.state.connection().via}
        aria-hidden="true"
      />
      <p class="visually-hidden" role="status">
        {useConnectionText()() ?? ''}
      </p>
    </>
  );
}

/** `Offline · 3 messages waiting · not kept on this device`; undefined while connected. */
export function useConnectionText(): () => string | undefined {
  const sync = useSync();
  return () => {
    const { state, waiting, notKept } = sync.state.connection();
    if (state !== 'offline' && state !== 'connecting') return undefined;
    const parts: string[] = [words.connection[state]];
    if (waiting > 0) parts.push(words.connection.waiting(waiting));
    if (notKept) parts.push(words.connection.notKept);
    return parts.join(' · ');
  };
}

/** The state in words, on screens beside which the chat list, which says it too, has no room or is not. */
export function ConnectionNote() {
  return <Show when={useConnectionText()()}>{(text) => <p class="connection-text connection-note">{text()}</p>}</Show>;
}
