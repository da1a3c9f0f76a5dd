import { createHash } from 'node:crypto';
import { type Action, drawAction } from './actions.ts';
import { dealFaults, deckFor, type Fault } from './faults.ts';
import { randomFrom } from './random.ts';

/** `at`: milliseconds after the start. */
export type At<T> = T & { at: number };
export type Schedule = {
  seed: number;
  durationMs: number;
  faults: At<Fault>[];
  actions: At<Action>[];
  /** The same for the same schedule. */
  hash: string;
};
export type ScheduleOptions = {
  seed: number;
  durationMs: number;
  clients: number;
  actionsPerSecond: number;
  natsNodes?: number;
};

/** Mean distance of two faults, where there is time for it; a short run has one round of them all the same. */
const faultEveryMs = 4_000;

/** Everything that will be done and will go wrong, as data: a function of the options alone. */
export function makeSchedule(options: ScheduleOptions): Schedule {
  const { seed, durationMs, clients, actionsPerSecond, natsNodes = 1 } = options;
  const deck = deckFor(natsNodes);
  const random = randomFrom(seed);
  const count = Math.max(deck.length, Math.floor(durationMs / faultEveryMs));
  const stepMs = durationMs / (count + 1);
  const faults = dealFaults(random, deck, count, clients).map((fault, i) => ({
    at: Math.round((i + 0.5) * stepMs + random.below(Math.ceil(stepMs))),
    ...fault,
  }));
  const actions = Array.from({ length: Math.floor((durationMs / 1000) * actionsPerSecond) }, (_, i) => ({
    at: Math.round((i / actionsPerSecond) * 1000),
    ...drawAction(random, clients),
  }));
  const hash = createHash('sha256').update(JSON.stringify({ faults, actions })).digest('hex').slice(0, 16);
  return { seed, durationMs, faults, actions, hash };
}
