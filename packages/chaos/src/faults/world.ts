import type { Client } from '../clients/client.ts';
import type { ChaosSystem } from '../system/chaos-system.ts';

/** What faults happen to. */
export type World = { chaos: ChaosSystem; clients: readonly Client[] };

/** Brings one fault about, and heals it: settles when it is over. `wait` ends early when the run does. */
export type Inject<F> = (world: World, fault: F, wait: (ms: number) => Promise<void>) => Promise<void>;
