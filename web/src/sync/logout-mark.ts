import type { LogoutMarkStore } from '@messenger/sync';
import type { TextStorage } from '../lib/storage.ts';

const key = 'logout-owed';

/** Whether the server may not know of a log-out here, for all tabs of a browser. */
export const deviceLogoutMark = (storage: TextStorage): LogoutMarkStore => ({
  load: () => storage.getItem(key) !== null,
  save: (owed) => (owed ? storage.setItem(key, 'yes') : storage.removeItem(key)),
});
