import { createEngine } from '@messenger/sync';
import { openIndexedDbOutbox } from '@messenger/sync/indexeddb';
import { storage } from '../lib/storage.ts';
import { createSync, type Sync } from './bridge.ts';
import { deviceReadMarks } from './read-marks.ts';

/**
 * Starts the client engine of this page. The refresh token lives in an HttpOnly cookie and the access token in memory;
 * a reload resumes the session from the cookie.
 */
export async function openSync(): Promise<Sync> {
  if (import.meta.env.DEV && (location.search.includes('demo') || sessionStorage.getItem('demo'))) {
    const { createDemoEngine } = await import('../dev/engine.ts');
    return createSync(createDemoEngine());
  }
  const engine = createEngine({
    baseUrl: location.origin,
    transport: 'cookie',
    outbox: await openIndexedDbOutbox(),
    readMarks: deviceReadMarks(storage),
  });
  void engine.session.restore();
  return createSync(engine);
}
