import type { RecordableHistogram } from 'node:perf_hooks';
import type { Place } from './in-log.ts';
import { measure } from './measure.ts';
import type { RunOptions } from './run.ts';
import { held, type Scenario } from './scenarios.ts';
import { percentile, type Step } from './step.ts';
import { usageOf } from './system/usage.ts';

/** What became of twice the highest rate, and of half of it right after. Times in ms. */
export type Overload = Step & {
  /** By code; '' where no answer came. */
  refusals: Record<string, number>;
  slowestRefusalMs: number;
  /** By the second in which messages were sent; null where nothing of it came. */
  p99BySecond: (number | null)[];
  /** Seconds after the load fell until every later second's p99 was under the limit again; null if that was never. */
  recoveredAfter: number | null;
  peakMemoryMb: number;
};

const overloadSeconds = 10;
const afterSeconds = 12;
const lookEveryMs = 500;

/** Offers twice the rate for a while, then half of it without a pause. Expects connected devices. */
export async function runOverload(
  rate: number,
  options: RunOptions,
  place: Place,
  { name }: Scenario,
): Promise<Overload> {
  const { target, progress } = options;
  const phases = [
    { rate: rate * 2, seconds: overloadSeconds },
    { rate: rate / 2, seconds: afterSeconds },
  ] as const;
  const during = async () => watchMemory(target.pid);
  const { step, talk, meanwhile: peak = 0 } = await measure(phases, place, options, { during });
  const p99BySecond = p99sOf(talk.bySecond, overloadSeconds + afterSeconds);
  const overload = {
    ...step,
    refusals: Object.fromEntries(talk.refusals),
    slowestRefusalMs: Math.round(talk.refusalMs),
    p99BySecond,
    recoveredAfter: recoveredAfter(p99BySecond.slice(overloadSeconds)),
    peakMemoryMb: Math.round(peak / 1024 / 1024),
  };
  progress(`${name} ours ${saidOfOverload(overload)}`);
  return overload;
}

/** Looks at the memory of a process and all it started. @returns ends that, with the most there was, in bytes */
function watchMemory(pid: number): () => number {
  let peak = usageOf(pid).memoryBytes;
  const looking = setInterval(() => {
    peak = Math.max(peak, usageOf(pid).memoryBytes);
  }, lookEveryMs).unref();
  return () => {
    clearInterval(looking);
    return peak;
  };
}

/** The p99 of each of so many seconds, in ms; null where nothing came, whether it was sent or not. */
export function p99sOf(bySecond: readonly RecordableHistogram[], seconds: number): (number | null)[] {
  return Array.from({ length: seconds }, (_, second) => {
    const latency = bySecond[second];
    return latency && latency.count > 0 ? percentile(latency, 99) : null;
  });
}

/** The last second, counted from one, that was slow or of which nothing came; null if there is no quick one after it. */
export function recoveredAfter(p99s: readonly (number | null)[]): number | null {
  const slow = p99s.findLastIndex((p99) => p99 === null || p99 >= held.p99Ms) + 1;
  return slow === p99s.length ? null : slow;
}

/** For people to read. */
export function saidOfOverload(overload: Overload): string {
  const { rate, acknowledged, offered, refused, refusals, slowestRefusalMs, recoveredAfter, peakMemoryMb } = overload;
  return (
    `${rate}/s: ${acknowledged} of ${offered} taken, ${refused} refused ${JSON.stringify(refusals)} within ` +
    `${slowestRefusalMs} ms; ${recoveredAfter === null ? 'not recovered' : `recovered after ${recoveredAfter} s`}; ` +
    `at most ${peakMemoryMb} MB`
  );
}
