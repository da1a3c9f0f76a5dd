import type { Result } from './run.ts';
import { promised } from './scenarios.ts';
import type { Step } from './step.ts';

export type Check = { what: string; is: string; target: string; met: boolean };

/** What must never be, at whatever speed. */
export function flawsOf({ scenario, steps, overload }: Result): string[] {
  return [...steps, ...(overload ? [overload] : [])].flatMap((step) => {
    const flaws = [
      step.doubled > 0 && `${step.doubled} doubled`,
      step.reordered > 0 && `${step.reordered} out of order`,
      step.unaccounted < 0 && `${-step.unaccounted} acknowledged and not in the log`,
      step.refused === 0 && step.unaccounted > 0 && `${step.unaccounted} in the log more than once`,
      ...Object.entries(step.beside ?? {}).map(
        ([what, of]) => of.failed > 0 && `${of.failed} ${what} failed ${JSON.stringify(of.failures)}`,
      ),
    ].filter((flaw) => flaw !== false);
    return flaws.map((flaw) => `${scenario} at ${step.rate}/s: ${flaw}`);
  });
}

/** R47's promises beside what was measured. */
export function promisesOf(step: Step): Check[] {
  const share = step.expected === 0 ? 1 : step.delivered / step.expected;
  const below = (what: string, is: number, target: number) => ({
    what,
    is: `${is} ms`,
    target: `< ${target} ms`,
    met: is < target,
  });
  return [
    below('average', step.average, promised.averageMs),
    below('p95', step.p95, promised.p95Ms),
    below('p99', step.p99, promised.p99Ms),
    {
      what: 'delivered',
      is: `${(share * 100).toFixed(3)} %`,
      target: `≥ ${promised.delivered * 100} %`,
      met: share >= promised.delivered,
    },
  ];
}

/** The highest rate of a ramp that was held. */
export const highestHeld = ({ steps }: Result): Step | undefined => steps.findLast((step) => step.held);

/** The rate of a ramp that stands for it: the highest that was held, or else the first; none where nobody talks. */
export const shownStep = (result: Result): Step | undefined => highestHeld(result) ?? result.steps[0];
