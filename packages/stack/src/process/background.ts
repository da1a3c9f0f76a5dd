import { writeFileSync } from 'node:fs';

/** How far it steps back, as for `nice`: beside somebody who wants all of a processor, it gets a tenth of it. */
const niceness = 10;

export type Command = { command: string; args: readonly string[] };

/** The same command, run so that everything else on the machine goes first. */
export const inBackground = ({ command, args }: Command): Command => ({
  command: 'nice',
  args: ['-n', String(niceness), command, ...args],
});

/**
 * Linux shares a machine among sessions first, and the niceness of a process counts only within its own: each session
 * has one of its own (autogroups, sched(7)). A child of ours is alone in its session. Nothing happens where there are none.
 */
export function stepBack(pid: number): void {
  try {
    writeFileSync(`/proc/${pid}/autogroup`, String(niceness));
  } catch {
    // No Linux, no autogroups, or the process is gone.
  }
}
