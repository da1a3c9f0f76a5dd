import { createEngine } from '@messenger/sync';
import { browserTabs, indexedDbCache, indexedDbOutbox } from '@messenger/sync/browser';
import { storage } from '../lib/storage.ts';
import { createSync, type Sync } from './bridge.ts';
import { deviceLogoutMark } from './logout-mark.ts';
import { deviceReadMarks } from './read-marks.ts';

/**
 * Starts the client engine of this page. The refresh token lives in an HttpOnly cookie and the access token in memory;
 * a reload resumes the session from the cookie. The tabs of a browser share the session and one connection. What was seen
 * is kept on the device, for sessions that are to be remembered, and shown at once at the next start.
 */
export async function openSync(): Promise<Sync> {
  if (import.meta.env.DEV && (location.search.includes('demo') || sessionStorage.getItem('demo'))) {
    const { createDemoEngine } = await import('../dev/engine.ts');
    return createSync(createDemoEngine());
  }
  const tabs = browserTabs();
  const engine = createEngine({
    baseUrl: location.origin,
    transport: 'cookie',
    outbox: indexedDbOutbox(),
    cache: indexedDbCache(),
    readMarks: deviceReadMarks(storage),
    logoutMark: deviceLogoutMark(storage),
    ...(tabs ? { tabs } : {}),
  });
  void engine.session.restore();
  return createSync(engine);
}
