import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive, type ProcessIdentity } from './identity.ts';

/** A process and the signal that asks it to stop. */
export interface Mortal extends ProcessIdentity {
  signal: NodeJS.Signals;
}

const POLL_MS = 25;

/**
 * Ends exactly these processes: each gets its own signal, whoever is there after `graceMs` gets SIGKILL. A process that
 * only shares a pid with one of them is not touched.
 */
export async function endProcesses(mortals: readonly Mortal[], graceMs: number): Promise<void> {
  let left = mortals.filter(isAlive);
  for (const mortal of left) send(mortal, mortal.signal);
  left = await untilGone(left, graceMs);
  for (const mortal of left) send(mortal, 'SIGKILL');
  await untilGone(left, 2_000);
}

async function untilGone(mortals: readonly Mortal[], withinMs: number): Promise<Mortal[]> {
  const deadline = Date.now() + withinMs;
  let left = mortals.filter(isAlive);
  while (left.length > 0 && Date.now() < deadline) {
    await sleep(POLL_MS);
    left = left.filter(isAlive);
  }
  return left;
}

function send(mortal: Mortal, signal: NodeJS.Signals): void {
  try {
    process.kill(mortal.pid, signal);
  } catch {
    // It ended between the look and the signal, which is what was wanted.
  }
}
