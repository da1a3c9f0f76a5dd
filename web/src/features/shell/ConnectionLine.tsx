import { words } from '../../lib/strings.ts';
import { useSync } from '../../sync/context.tsx';
import './ConnectionLine.css';

/** The state of the connection: a line under the headers, nothing while all is well. Told to screen readers too. */
export function ConnectionLine() {
  const sync = useSync();
  return (
    <>
      <div class="connection-line" data-state={sync.state.connection().state} aria-hidden="true" />
      <p class="visually-hidden" role="status">
        {useConnectionText()() ?? ''}
      </p>
    </>
  );
}

/** `Offline · 3 messages waiting`; undefined while connected. */
export function useConnectionText(): () => string | undefined {
  const sync = useSync();
  return () => {
    const { state, waiting } = sync.state.connection();
    if (state !== 'offline' && state !== 'connecting') return undefined;
    return waiting > 0 ? `${words.connection[state]} · ${words.connection.waiting(waiting)}` : words.connection[state];
  };
}
