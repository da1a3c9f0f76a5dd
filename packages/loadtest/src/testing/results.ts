import type { Result } from '../run.ts';
import type { Step } from '../step.ts';

/** For tests: a step that was held and lost nothing, and what else is said of it. */
export const step = (of: Partial<Step>): Step => ({
  rate: 50,
  seconds: 2,
  offered: 100,
  refused: 0,
  acknowledged: 100,
  expected: 100,
  delivered: 100,
  unaccounted: 0,
  doubled: 0,
  reordered: 0,
  skipped: 0,
  average: 1,
  p50: 1,
  p95: 2,
  p99: 3,
  max: 4,
  percentiles: [],
  cpuPerThousand: 0.1,
  cpu: {},
  memoryMb: 400,
  memory: {},
  files: 100,
  closed: 0,
  held: true,
  ...of,
});

/** For tests: a scenario's result with these steps. */
export const result = (...steps: Step[]): Result => ({
  ...{ scenario: 'S4', server: 'ours' },
  ...{ devices: 1_000, failed: 0, connectMs: 0 },
  steps,
});
