import { createContext, type ParentProps, useContext } from 'solid-js';
import type { Sync } from './bridge.ts';

const SyncContext = createContext<Sync>();

export function SyncProvider(props: ParentProps<{ sync: Sync }>) {
  return <SyncContext.Provider value={props.sync}>{props.children}</SyncContext.Provider>;
}

/** The one way of a component to the server's state. */
export function useSync(): Sync {
  const sync = useContext(SyncContext);
  if (!sync) throw new Error('useSync needs a SyncProvider above');
  return sync;
}
