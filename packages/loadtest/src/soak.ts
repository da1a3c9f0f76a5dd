import { appendFileSync } from 'node:fs';
import { measure } from './measure.ts';
import { connect, type Result, type RunOptions } from './run.ts';
import type { Scenario } from './scenarios.ts';
import type { Step } from './step.ts';
import type { Lag } from './system/launch.ts';
import { roomsOf } from './world/world.ts';

/** A minute of a soak; `lag`: of the slowest follower at its end. */
export type Minute = Step & { minute: number; at: string; lag: Lag | undefined };

/** Talks at a scenario's rate for so many minutes; each minute's figures become a line of the file at once. */
export async function soak(minutes: number, file: string, scenario: Scenario, options: RunOptions): Promise<Result> {
  const { fleet, world, target, server, progress } = options;
  const place = { url: target.url, world, rooms: roomsOf(world, scenario.stage, scenario.users) };
  const phase = { rate: scenario.rates[0]!, seconds: 60 };
  const connecting = await connect(scenario, options, { readAlong: scenario.receipts });
  const steps: Minute[] = [];
  let stored: number | undefined;
  for (let minute = 1; minute <= minutes; minute++) {
    const measured = await measure([phase], place, options, { stored });
    stored = measured.stored;
    const { step } = measured;
    const lag = await target.lag();
    const figures = { minute, at: new Date().toISOString(), lag, ...step };
    steps.push(figures);
    appendFileSync(file, `${JSON.stringify(figures)}\n`);
    progress(
      `minute ${minute}: p50 ${step.p50} p99 ${step.p99} ms, ${step.delivered} of ${step.expected}, ` +
        `${step.cpuPerThousand} CPU s/1000, ${step.memoryMb} MB, ${step.files} files, ` +
        (lag ? `${lag.events} events behind` : 'a follower is missing'),
    );
  }
  await fleet.disconnect();
  return { scenario: scenario.name, server, ...connecting, steps };
}
