import { forgetDrafts } from '../../lib/drafts.ts';
import { storage } from '../../lib/storage.ts';
import { useSync } from '../../sync/context.tsx';
import { deleteNow } from '../chat/deleting.ts';

/** Ends the session; nothing of what was written stays on the device, and nothing that was to be deleted in the chats. */
export function useLogout(): () => void {
  const sync = useSync();
  return () => {
    const user = sync.state.me();
    if (user) forgetDrafts(storage, user.id);
    deleteNow();
    void sync.session.logout();
  };
}
