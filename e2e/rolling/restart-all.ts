import { sleep } from '@messenger/kit';
import type { System } from '@messenger/stack';

/** Every service there is, in the order in which an upgrade would go: who answers before who asks. */
export const restarted = ['auth', 'projection', 'delivery', 'chat-command', 'gateway'] as const;
export const instancesOfEach = 2;

/** One instance stopped by SIGTERM and started again, in ms of `performance.now()`. */
export type Restart = { service: string; instance: number; from: number; stopped: number; ready: number };

const readyWithinMs = 60_000;

/** Restarts every instance of every service, one after the other, each once the last is ready again. */
export async function restartAll({ services }: System, pauseMs: number): Promise<Restart[]> {
  const restarts: Restart[] = [];
  for (const name of restarted) {
    for (let instance = 0; instance < instancesOfEach; instance++) {
      const service = services.get(name, instance);
      const from = performance.now();
      await service.stop();
      const stopped = performance.now();
      await service.start();
      await service.untilReady(readyWithinMs);
      restarts.push({ service: name, instance, from, stopped, ready: performance.now() });
      await sleep(pauseMs);
    }
  }
  return restarts;
}
