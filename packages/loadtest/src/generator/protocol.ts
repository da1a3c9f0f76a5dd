import type { RecordableHistogram } from 'node:perf_hooks';
import type { Room } from '../world/world.ts';
import type { Login } from './device.ts';
import type { Faults } from './ledger.ts';

/** So many messages a second, all threads together, for so long. */
export type Phase = { rate: number; seconds: number };

/** What the threads that hold the devices are told; each answers once, with `Done` or what is named here. */
export type Order =
  | { do: 'connect'; urls: readonly string[]; devices: Login[]; readAlong: boolean; resume: boolean }
  | { do: 'talk'; rooms: Room[]; phases: readonly Phase[]; startAt: number }
  | { do: 'report' }
  | { do: 'renew'; tokens: readonly string[] }
  | { do: 'disconnect' };

export type Connected = { readyMs: number; failed: number };
/** `refusals`: how many of each code; '' where no answer came. `refusalMs`: how long the slowest took. */
export type Talked = {
  offered: number;
  acknowledged: Map<string, number>;
  refusals: Map<string, number>;
  refusalMs: number;
};
/** Latencies in microseconds, from before the send to after the receipt, of the messages of others. */
export type Report = {
  latency: RecordableHistogram;
  /** The same by the second in which a message was sent, counted from the first. */
  bySecond: RecordableHistogram[];
  delivered: Map<string, number>;
  faults: Faults;
  closed: number;
};
/** How many open sockets have not taken the new token of their user. */
export type Renewed = { failed: number };
export type Answers = { connect: Connected; talk: Talked; report: Report; renew: Renewed; disconnect: true };
