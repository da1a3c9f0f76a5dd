#!/usr/bin/env node
/** `pnpm load`: the load tool; `--help` says what it takes. */
import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { type Fleet, startFleet } from './generator/fleet.ts';
import { markdown } from './markdown.ts';
import { readOptions, type variables } from './options.ts';
import { plotOf } from './plot.ts';
import { table } from './report.ts';
import { type Result, run } from './run.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { soak } from './soak.ts';
import { type Deployment, launch } from './system/launch.ts';
import { machine } from './system/machine.ts';
import { untilCalm } from './system/until-calm.ts';
import { verdictOf } from './verdict.ts';
import { makeWorld } from './world/make-world.ts';
import { roomsOf, type World } from './world/world.ts';

const values = readOptions(process.argv.slice(2));
const startedAt = performance.now();
const progress = (text: string) =>
  console.log(`${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${text}`);

/** The promise of R47, or what the environment names. */
function promise(): Scenario {
  const number = (name: (typeof variables)[number], otherwise: number) => Number(process.env[name] || otherwise);
  const [users, rate] = values.brief ? [100, 50] : [1_000, 50];
  return {
    name: 'R47',
    title: 'the promise',
    users: number('NUM_USERS', users),
    stage: 'groups',
    rates: [number('MSG_PER_SEC', rate)],
    seconds: number('DURATION', values.brief ? 10 : 60),
    burst: { times: 2, seconds: values.brief ? 3 : 10 },
    receipts: true,
  };
}

/** What the command line says of a scenario, in place of what it is. */
function changed(scenario: Scenario): Scenario {
  const { users, rate, seconds, receipts } = values;
  return {
    ...scenario,
    ...(users === undefined ? {} : { users }),
    ...(rate === undefined ? {} : { rates: rate.split(',').map(Number) }),
    ...(seconds === undefined ? {} : { seconds }),
    ...(receipts === undefined ? {} : { receipts }),
  };
}

function chosen(): readonly Scenario[] {
  if (values.soak !== undefined) return scenarios.filter(({ name }) => name === 'S2');
  if (values.all) return scenarios;
  if (values.scenario === undefined) return [promise()];
  const names = values.scenario.split(',');
  const unknown = names.filter((name) => !scenarios.some((of) => of.name === name));
  if (unknown.length > 0)
    throw new Error(`no scenario ${unknown.join()}; there are ${scenarios.map((s) => s.name).join()}`);
  return scenarios.filter(({ name }) => names.includes(name));
}

/** `chat-command=2,projection=2` as numbers of instances. */
function deployment(): Deployment {
  const counts = (values.instances ?? '').split(',').filter(Boolean);
  const instances = counts.map((count) => count.split('=')).map(([name, number]) => [name, Number(number)]);
  const data = values.data === undefined ? {} : { dataDir: resolve(values.data) };
  return { gateways: values.gateways, instances: Object.fromEntries(instances), ...data };
}

async function ours(fleet: Fleet, all: readonly Scenario[]): Promise<{ world: World; results: Result[] }> {
  await using target = await launch(new URL('./system/host.ts', import.meta.url), deployment());
  progress(`the messenger runs at ${target.url}`);
  if (values.data) await untilCalm(target.pid, progress);
  const size = { users: Math.max(...all.map(({ users }) => users)), group: values.group };
  const world = await makeWorld(target.url, size, progress);
  const options = { fleet, world, server: 'ours', target, log: true, progress };
  const results: Result[] = [];
  for (const scenario of all) {
    const measured = values.soak ? soak(values.soak, soakFile(), scenario, options) : run(scenario, options);
    results.push(await measured);
  }
  return { world, results };
}

const soakFile = (): string => values.json ?? `soak-${new Date().toISOString().slice(0, 16).replaceAll(':', '')}.jsonl`;

async function bare(fleet: Fleet, all: readonly Scenario[], world: World): Promise<Result[]> {
  const results: Result[] = [];
  for (const scenario of all.filter(({ beside, overload }) => !beside && !overload)) {
    const rooms = roomsOf(world, scenario.stage, scenario.users);
    await using target = await launch(new URL('./bare.ts', import.meta.url), rooms);
    results.push(await run(scenario, { fleet, world, server: 'bare', target, progress }));
  }
  return results;
}

const all = chosen().map(changed);
await using fleet = startFleet(values.threads);
const { world, results } = await ours(fleet, all);
if (values.all || values.bare) results.push(...(await bare(fleet, all, world)));

const titles = new Map(all.map(({ name, title }) => [name, title]));
console.log(table(results, titles));
const { flaws, checks, passed } = verdictOf(results, values);
for (const flaw of flaws) console.log(`FLAW  ${flaw}`);
console.log('');
for (const { what, of, is, target, met } of checks)
  console.log(`${met ? 'met   ' : 'MISSED'} ${what.padEnd(11)} ${of.padStart(6)} ${is.padStart(10)}   ${target}`);
const about = `${machine()}, ${new Date().toISOString().slice(0, 10)}`;
if (values.json && !values.soak) writeFileSync(values.json, `${JSON.stringify({ about, results }, null, 2)}\n`);
if (values.plot) writeFileSync(values.plot, plotOf(results, titles, about));
if (values.markdown) writeFileSync(values.markdown, markdown(results, titles, about));
process.exitCode = passed ? 0 : 1;
