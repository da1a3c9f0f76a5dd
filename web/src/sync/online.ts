import type { Presence } from '@messenger/sync';
import { createEffect, createMemo, on } from 'solid-js';
import { useSync } from './context.tsx';

/** Whether there is a connection. */
export function useOnline(): () => boolean {
  const sync = useSync();
  return createMemo(() => sync.state.connection().state === 'online');
}

/** Who is there, as far as that is known: without a connection it is not. */
export function usePresence(): (userId: string) => Presence | undefined {
  const sync = useSync();
  const online = useOnline();
  return (userId) => (online() ? sync.state.presence(userId) : undefined);
}

/** Does it each time that there is a connection again: for what could not be loaded without. */
export function whenBackOnline(act: () => unknown): void {
  createEffect(on(useOnline(), (now) => void (now && act()), { defer: true }));
}
