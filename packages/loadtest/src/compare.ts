import type { Result } from './run.ts';
import { highestHeld } from './verdict.ts';

/** Two systems at the same rates: the highest that each held, and what a message costs the second more, where both ran. */
export type Comparison = {
  before: number | undefined;
  after: number | undefined;
  costs: { rate: number; ratio: number }[];
  /** Whether both held a rate, the second no lower, and no message up to there cost more than the limit. */
  met: boolean;
};

/** @param limit so many times the CPU a message may cost */
export function compare(one: Result, two: Result, limit: number): Comparison {
  const [before, after] = [one, two].map((result) => highestHeld(result)?.rate);
  const costs = one.steps.flatMap(({ rate, cpuPerThousand }) => {
    const same = two.steps.find((step) => step.rate === rate);
    return same ? [{ rate, ratio: same.cpuPerThousand / cpuPerThousand }] : [];
  });
  if (before === undefined || after === undefined) return { before, after, costs, met: false };
  const judged = costs.filter(({ rate }) => rate <= Math.min(before, after));
  return { before, after, costs, met: after >= before && judged.every(({ ratio }) => ratio <= limit) };
}
