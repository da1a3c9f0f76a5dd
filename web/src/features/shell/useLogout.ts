import { forgetDrafts } from '../../lib/drafts.ts';
import { storage } from '../../lib/storage.ts';
import { isWritten } from '../../lib/written.ts';
import type { Sync } from '../../sync/bridge.ts';
import { useSync } from '../../sync/context.tsx';
import { deleteNow } from '../chat/deleting.ts';
import { useDrafts } from '../chats/useDrafts.ts';
import { showOverlay } from '../shortcuts/overlay.ts';

/** Logs out; asks first where something would be lost that was written and not sent. */
export function useLogout(): () => void {
  const sync = useSync();
  const drafts = useDrafts();
  return () => {
    if (sync.state.unsent() > 0 || drafts.any() || isWritten()) showOverlay('logout');
    else logOut(sync);
  };
}

/** Ends the session; nothing of what was written stays on the device, and nothing that was to be deleted in the chats. */
export function logOut(sync: Sync): void {
  const user = sync.state.me();
  if (user) forgetDrafts(storage, user.id);
  deleteNow();
  void sync.session.logout();
}
