import { setTimeout as sleep } from 'node:timers/promises';
import { usageOf } from './usage.ts';

const lookMs = 2_000;
/** CPU seconds per second that nobody's use costs. */
const calm = 0.1;
const patienceMs = 30 * 60_000;

/** Waits until a system has gone through what it found stored: that is not what a message costs. @throws when it never ends */
export async function untilCalm(pid: number, progress: (text: string) => void): Promise<void> {
  const startedAt = performance.now();
  let before = usageOf(pid).cpuSeconds;
  for (;;) {
    await sleep(lookMs);
    const now = usageOf(pid).cpuSeconds;
    const share = (now - before) / (lookMs / 1_000);
    before = now;
    const waited = performance.now() - startedAt;
    if (share < calm) {
      progress(`calm after ${(waited / 1_000).toFixed(0)} s`);
      return;
    }
    if (waited > patienceMs) throw new Error(`it never came to rest: ${share.toFixed(2)} CPU s a second`);
  }
}
