import { forgetDrafts } from '../../lib/drafts.ts';
import { storage } from '../../lib/storage.ts';
import { useSync } from '../../sync/context.tsx';

/** Ends the session; nothing of what was written stays on the device. */
export function useLogout(): () => void {
  const sync = useSync();
  return () => {
    const user = sync.state.me();
    if (user) forgetDrafts(storage, user.id);
    void sync.session.logout();
  };
}
