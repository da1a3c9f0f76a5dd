import { backoffMs, pause } from '../backoff.ts';
import { type Locks, refusesLocks } from './host.ts';

/** `undefined`: it is not known yet. */
export type Role = 'leader' | 'follower' | undefined;

export type Leadership = {
  role(): Role;
  /** Takes over from a leader that does not answer any more. */
  steal(): void;
  /** Lets the next one lead. */
  stop(): void;
};

/**
 * One tab leads: the one that holds the lock. It goes to the next as soon as its tab is closed or has crashed; who is
 * robbed of it (a tab that was frozen) queues up again.
 */
export function leadership(locks: Locks, name: string, onRole: (role: 'leader' | 'follower') => void): Leadership {
  const over = new AbortController();
  let role: Role;
  let holding = 0;
  let stealing = false;
  const become = (next: 'leader' | 'follower') => {
    if (role === next || over.signal.aborted) return;
    role = next;
    onRole(next);
  };
  /** Ends when the lock is lost, or was not to be had. More than one request of a tab may come to hold it in turn. */
  const hold = async (options: Parameters<Locks['request']>[1]) => {
    let granted = false;
    const lead = (lock: unknown): Promise<void> => {
      if (lock === null || over.signal.aborted) return Promise.resolve();
      granted = true;
      holding++;
      become('leader');
      return new Promise((resolve) => over.signal.addEventListener('abort', () => resolve()));
    };
    try {
      await locks.request(name, options, lead);
    } catch (error) {
      // Stolen, or not waited for any more; else there are no locks for this page, and nobody whom it could follow.
      if (!granted && refusesLocks(error)) await lead({});
    }
    if (granted) holding--;
    if (holding === 0) become('follower');
  };
  const queueUp = async () => {
    await hold({ ifAvailable: true });
    for (let attempt = 0; !over.signal.aborted; attempt++) {
      const asked = performance.now();
      await hold({ signal: over.signal });
      // Where locks are refused at once, one is not asked for in a tight loop.
      if (performance.now() - asked > 1_000) attempt = 0;
      else await pause(backoffMs(attempt, Math.random(), { minMs: 100, maxMs: 5_000 }), over.signal);
    }
  };
  void queueUp();

  return {
    role: () => role,
    steal() {
      if (stealing || role === 'leader') return;
      stealing = true;
      void hold({ steal: true }).then(() => {
        stealing = false;
      });
    },
    stop: () => over.abort(),
  };
}
