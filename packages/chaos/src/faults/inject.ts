import type { Fault, FaultKind } from '../schedule/faults.ts';
import * as clients from './clients.ts';
import { lateBatch } from './late-batch.ts';
import * as lines from './lines.ts';
import { killServer } from './servers.ts';
import { killService, pauseService } from './services.ts';
import type { Inject, World } from './world.ts';

const injectors: { [K in FaultKind]: Inject<Extract<Fault, { kind: K }>> } = {
  'kill-service': killService,
  'pause-service': pauseService,
  'late-batch': lateBatch,
  'kill-nats': killServer,
  'kill-postgres': killServer,
  'kill-redis': killServer,
  'cut-line': lines.cutLine,
  'delay-line': lines.delayLine,
  'stall-line': lines.stallLine,
  'cut-clients': clients.cutClients,
  'delay-clients': clients.delayClients,
  'stall-clients': clients.stallClients,
  offline: clients.offline,
  suspend: clients.suspend,
  'slow-consumer': clients.slowConsumer,
  'restart-client': clients.restartClient,
  'crash-client': clients.crashClient,
  'clock-jump': clients.clockJump,
  'no-socket': clients.noSocket,
  duplicate: clients.mangle,
  reorder: clients.mangle,
};

/** Brings a fault about; settles when it is over. */
export function inject(world: World, fault: Fault, wait: (ms: number) => Promise<void>): Promise<void> {
  return (injectors[fault.kind] as Inject<Fault>)(world, fault, wait);
}
