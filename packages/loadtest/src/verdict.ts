import type { Result } from './run.ts';
import { promised } from './scenarios.ts';
import type { Step } from './step.ts';

/** `of`: at which rate, where it was measured at one. */
export type Check = { what: string; of: string; is: string; target: string; met: boolean };

/** What must never be, at whatever speed. */
export function flawsOf({ scenario, steps, burst, overload }: Result): string[] {
  return [...steps, ...(burst ? [burst] : []), ...(overload ? [overload] : [])].flatMap((step) => {
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

export type Verdict = { flaws: string[]; checks: Check[]; passed: boolean };

/**
 * What is to be said of ours, and whether that is good enough. In brief, which is measured beside whatever else the machine
 * does, only what was lost counts.
 */
export function verdictOf(results: readonly Result[], { brief }: { brief: boolean }): Verdict {
  const ours = results.filter(({ server }) => server === 'ours');
  const flaws = ours.flatMap(flawsOf);
  const checks = ours.filter(({ scenario }) => scenario === 'R47').flatMap(checksOf);
  const counts = ({ what }: Check) => !brief || what === 'delivered' || what === 'connections';
  return { flaws, checks, passed: flaws.length === 0 && checks.filter(counts).every(({ met }) => met) };
}

/** R47's promises beside what was measured. */
export function checksOf({ devices, failed, steps, burst }: Result): Check[] {
  const all = burst ? [...steps, burst] : steps;
  const open = devices - failed - Math.max(0, ...all.map(({ closed }) => closed));
  const connections = { what: 'connections', of: '', is: String(open), target: `≥ ${devices}`, met: open >= devices };
  return [connections, ...all.flatMap(promisesOf)];
}

/** What R47 promises at any rate. */
export function promisesOf(step: Step): Check[] {
  const share = step.expected === 0 ? 1 : step.delivered / step.expected;
  const throughput = step.acknowledged / step.seconds;
  const of = `${step.rate}/s`;
  const below = (what: string, is: number, target: number) => ({
    what,
    of,
    is: `${is} ms`,
    target: `< ${target} ms`,
    met: is < target,
  });
  return [
    below('average', step.average, promised.averageMs),
    below('p95', step.p95, promised.p95Ms),
    below('p99', step.p99, promised.p99Ms),
    {
      what: 'throughput',
      of,
      is: `${throughput.toFixed(1)}/s`,
      target: `≥ ${step.rate}/s`,
      met: throughput >= step.rate,
    },
    {
      what: 'delivered',
      of,
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
