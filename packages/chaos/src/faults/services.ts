import type { Fault } from '../schedule/faults.ts';
import type { Inject } from './world.ts';

/** kill -9; the supervisor starts another. */
export const killService: Inject<Extract<Fault, { kind: 'kill-service' }>> = ({ chaos }, { service, instance }) =>
  chaos.system.services.get(service, instance).kill('SIGKILL');

/** Stopped as a process is that gets no processor; it goes on with what it believed before. */
export const pauseService: Inject<Extract<Fault, { kind: 'pause-service' }>> = async ({ chaos }, fault, wait) => {
  const { pid } = chaos.system.services.get(fault.service, fault.instance);
  if (pid === undefined) return;
  signal(pid, 'SIGSTOP');
  try {
    await wait(fault.forMs);
  } finally {
    signal(pid, 'SIGCONT');
  }
};

/** Another fault may have ended it meanwhile. */
export function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
