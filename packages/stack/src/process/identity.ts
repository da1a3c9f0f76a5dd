import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** A process that cannot be mistaken for a later one with the same pid. */
export interface ProcessIdentity {
  pid: number;
  /** The start time as the system tells it; compared, never read. */
  startedAt: string;
}

/** When the process with this pid started, or undefined if there is none (a zombie counts as none). */
export function startTimeOf(pid: number): string | undefined {
  try {
    if (process.platform !== 'linux') {
      const line = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], { encoding: 'utf8', stdio: 'pipe' });
      const [state = 'Z', ...started] = line.trim().split(/\s+/);
      return state.startsWith('Z') ? undefined : started.join(' ');
    }
    // The second field is the command in parentheses and may hold anything; what follows the last one is regular.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
  }
}

/** The identity of a running process, or undefined if it is gone. */
export function identify(pid: number): ProcessIdentity | undefined {
  const startedAt = startTimeOf(pid);
  return startedAt === undefined ? undefined : { pid, startedAt };
}

/** Whether exactly this process still runs. */
export function isAlive(process: ProcessIdentity): boolean {
  return startTimeOf(process.pid) === process.startedAt;
}
