import type { Refusal } from '@messenger/proto';
import type { LogEvent } from './decode.ts';

/** What a command makes of a state: what happened, to be put into an envelope. */
export type Proposed<E extends { type: string; v: number; data: unknown }> = E extends unknown
  ? { type: E['type']; v: E['v']; data: E['data'] }
  : never;

/** An event of an aggregate: any but the one that a log begins with. */
export type Aggregated = Exclude<LogEvent, { type: 'LogCreated' }>;

/** How a state comes of events. */
export type Evolver<State, Event extends Aggregated> = {
  readonly initial: State;
  evolve(state: State, event: Event): State;
};

/**
 * The pure heart of an aggregate: no clock, no I/O, no logger. `decide` gives the one event that the command makes,
 * a refusal, or undefined when everything is already so (a repeated command, a no-op).
 */
export type Decider<State, Command, Event extends Aggregated> = Evolver<State, Event> & {
  decide(state: State, command: Command): Proposed<Event> | Refusal | undefined;
};
