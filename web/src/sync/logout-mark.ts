import type { LogoutMarkStore } from '@messenger/sync';
import type { TextStorage } from '../lib/storage.ts';

const key = 'logout-owed';

/** Of whose log-out here the server may not know, for all tabs of a browser. */
export const deviceLogoutMark = (storage: TextStorage): LogoutMarkStore => ({
  load: () => storage.getItem(key) ?? undefined,
  save: (userId) => (userId === undefined ? storage.removeItem(key) : storage.setItem(key, userId)),
});
