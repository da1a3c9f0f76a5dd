/**
 * Runs detached from the process that started it and holds the reading end of a pipe to it. When the pipe ends, the
 * other side is gone, however it died; what it had started and not yet seen end is ended here.
 *
 * Lines on the pipe: `+ <signal> <pid> <start time>` and `- <pid>`.
 */
import { createInterface } from 'node:readline';
import { endProcesses, type Mortal } from './end-processes.ts';

const GRACE_MS = 5_000;
const mortals = new Map<number, Mortal>();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});

for await (const line of createInterface({ input: process.stdin })) {
  const [sign, ...rest] = line.split(' ');
  if (sign === '+') {
    const [signal, pid, ...startedAt] = rest;
    mortals.set(Number(pid), {
      pid: Number(pid),
      startedAt: startedAt.join(' '),
      signal: signal as NodeJS.Signals,
    });
  } else {
    mortals.delete(Number(rest[0]));
  }
}
await endProcesses([...mortals.values()], GRACE_MS);
