import { runErrands } from './beside/errands.ts';
import type { Fleet } from './generator/fleet.ts';
import type { Place } from './in-log.ts';
import { keepFresh } from './keep-fresh.ts';
import { measure } from './measure.ts';
import { type Overload, runOverload } from './overload.ts';
import type { Scenario } from './scenarios.ts';
import type { Step } from './step.ts';
import type { Target } from './system/launch.ts';
import { highestHeld } from './verdict.ts';
import { roomsOf, type World } from './world/world.ts';

/** Of so many devices, how many could not be connected; ms until the last of the others was served live. */
export type Connecting = { devices: number; failed: number; connectMs: number };

/** `reconnectMs`: as `connectMs`, once more, only where nobody talks. */
export type Result = Connecting & {
  scenario: string;
  server: string;
  reconnectMs?: number;
  steps: Step[];
  burst?: Step;
  overload?: Overload;
};

export type RunOptions = {
  fleet: Fleet;
  world: World;
  server: string;
  target: Target;
  /** Counts against the log; absent where there is none. */
  log?: boolean;
  progress: (text: string) => void;
};

/** Connects a scenario's users and talks at each of its rates, until one is not held. */
export async function run(scenario: Scenario, options: RunOptions): Promise<Result> {
  const { fleet, world, target, server, log = false } = options;
  const place = { url: target.url, world, rooms: roomsOf(world, scenario.stage, scenario.users) };
  const connecting = await connect(scenario, options, { readAlong: log && scenario.receipts });
  const result: Result = { scenario: scenario.name, server, ...connecting, steps: [] };
  for (const rate of scenario.rates) {
    const step = await runStep(rate, scenario, place, options);
    result.steps.push(step);
    if (!step.held) break;
  }
  if (scenario.burst) {
    const { times, seconds } = scenario.burst;
    const rate = times * (scenario.rates.at(-1) ?? 0);
    result.burst = await runStep(rate, { ...scenario, seconds }, place, options);
  }
  const best = highestHeld(result);
  if (scenario.overload && best && log) {
    result.overload = await runOverload(best.rate, options, place, scenario);
  }
  await fleet.disconnect();
  if (scenario.rates.length > 0) return result;
  const { connectMs: reconnectMs } = await connect(scenario, options, { resume: true });
  await fleet.disconnect();
  return { ...result, reconnectMs };
}

/** Opens a socket for each device of a scenario. */
export async function connect(
  { name, users, devices = 1 }: Scenario,
  options: RunOptions,
  how: { readAlong?: boolean; resume?: boolean },
): Promise<Connecting> {
  const { fleet, world, target, server, log, progress } = options;
  await keepFresh(options);
  const people = world.people.slice(0, users);
  const logins = Array.from({ length: devices }, () =>
    people.map(({ token }, user) => ({ user, token: log ? token : String(user) })),
  ).flat();
  const { readyMs, failed } = await fleet.connect(target.urls, logins, how);
  const left = failed > 0 ? `, ${failed} could not` : '';
  progress(`${name} ${server}: ${logins.length} connected in ${Math.round(readyMs)} ms${left}`);
  return { devices: logins.length, failed, connectMs: Math.round(readyMs) };
}

async function runStep(rate: number, scenario: Scenario, place: Place, options: RunOptions): Promise<Step> {
  const { target, world, server, log, progress } = options;
  const { name, seconds, beside: errands } = scenario;
  const during = log && errands ? () => runErrands(target.url, world, errands) : undefined;
  const measured = await measure([{ rate, seconds }], place, options, { during });
  const beside = measured.meanwhile;
  const step = { ...measured.step, ...(beside ? { beside } : {}) };
  progress(
    `${name} ${server} ${rate}/s: p50 ${step.p50} p99 ${step.p99} ms, ${step.delivered} of ${step.expected}` +
      (beside ? `; beside: ${JSON.stringify(beside)}` : ''),
  );
  return step;
}
