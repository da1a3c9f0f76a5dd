import type { RecordableHistogram } from 'node:perf_hooks';
import type { BesideDone } from './beside/errands.ts';
import type { Talk } from './generator/fleet.ts';
import type { Phase } from './generator/protocol.ts';
import { held } from './scenarios.ts';
import type { Usage } from './system/usage.ts';

/** One rate of a scenario against one server. Times in ms. */
export type Step = {
  rate: number;
  seconds: number;
  offered: number;
  refused: number;
  acknowledged: number;
  expected: number;
  delivered: number;
  /** What is in the log beyond what was acknowledged (unknown outcomes), or missing of it (negative: lost). */
  unaccounted: number;
  doubled: number;
  reordered: number;
  skipped: number;
  average: number;
  p50: number;
  p95: number;
  p99: number;
  max: number;
  /** The whole distribution: so many of 100 took at most so long. */
  percentiles: [of100: number, ms: number][];
  cpuPerThousand: number;
  /** Seconds, by process. */
  cpu: Record<string, number>;
  memoryMb: number;
  /** By process, in MB. */
  memory: Record<string, number>;
  files: number;
  beside?: BesideDone;
  /** Sockets that were open at the beginning of the scenario and are not any more. */
  closed: number;
  held: boolean;
};

/** Where a distribution is drawn. */
const plotted = [1, 10, 25, 50, 75, 90, 95, 99, 99.5, 99.9, 99.99, 100];

/**
 * @param phases the first of which names the rate
 * @param inLog how much the log grew meanwhile; undefined where there is none
 */
export function stepOf(phases: readonly [Phase, ...Phase[]], talk: Talk, used: Usage, inLog: number | undefined): Step {
  const { latency, expected, delivered, faults, offered, refused } = talk;
  const acknowledged = [...talk.acknowledged.values()].reduce((all, each) => all + each, 0);
  const at = (of100: number) => percentile(latency, of100);
  const memory = [...used.memory].map(([name, bytes]) => [name, megabytes(bytes)]);
  const cpu = [...used.cpu]
    .filter(([, seconds]) => seconds >= 0.05)
    .map(([name, s]) => [name, Math.round(s * 100) / 100]);
  return {
    rate: phases[0].rate,
    seconds: phases.reduce((all, { seconds }) => all + seconds, 0),
    offered,
    refused,
    acknowledged,
    expected,
    delivered,
    unaccounted: inLog === undefined ? 0 : inLog - acknowledged,
    ...faults,
    average: latency.count > 0 ? tenths(latency.mean) : 0,
    p50: at(50),
    p95: at(95),
    p99: at(99),
    max: tenths(latency.max),
    percentiles: plotted.map((of100) => [of100, at(of100)]),
    cpuPerThousand: Math.round((used.cpuSeconds * 1e6) / Math.max(1, delivered)) / 1e3,
    cpu: Object.fromEntries(cpu),
    memoryMb: megabytes(used.memoryBytes),
    memory: Object.fromEntries(memory),
    files: used.files,
    closed: talk.closed,
    held: refused === 0 && delivered >= expected * held.delivered && at(99) < held.p99Ms,
  };
}

/** Of latencies in microseconds, in ms. */
export const percentile = (latency: RecordableHistogram, of100: number): number => tenths(latency.percentile(of100));

const tenths = (microseconds: number): number => Math.round(microseconds / 100) / 10;
const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
