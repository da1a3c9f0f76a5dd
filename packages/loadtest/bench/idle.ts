import { setTimeout as sleep } from 'node:timers/promises';
import { startFleet } from '../src/generator/fleet.ts';
import { connect } from '../src/run.ts';
import { launch } from '../src/system/launch.ts';
import { machine } from '../src/system/machine.ts';
import { usageOf } from '../src/system/usage.ts';
import { makeWorld } from '../src/world/make-world.ts';

/**
 * What the product takes when nobody uses it: the memory (PSS) of all services and stores after a start, without the
 * processes that start them here (`node`), and of the gateway for each connection that says nothing, as the difference between DEVICES (5,000) and twice as many.
 * Run: node packages/loadtest/bench/idle.ts
 */
const devices = Number(process.env.DEVICES ?? 5_000);
const users = 1_000;
const [idleMb, connectionKb] = [500, 40];
/** What was allocated by the work before is collected in this time. */
const settleMs = 30_000;

const megabytes = (bytes: number): number => Math.round(bytes / 1024 / 1024);
const progress = (text: string) => console.log(text);

await using target = await launch(new URL('../src/system/host.ts', import.meta.url), { gateways: 1, instances: {} });
const settled = async () => {
  await sleep(settleMs);
  return usageOf(target.pid);
};
const idle = await settled();
const served = [...idle.memory].filter(([name]) => name !== 'node').reduce((all, [, bytes]) => all + bytes, 0);
console.log('idle, MB:', Object.fromEntries([...idle.memory].map(([name, bytes]) => [name, megabytes(bytes)])));

await using fleet = startFleet(1);
const world = await makeWorld(target.url, { users, group: 50 }, progress);
const connected = async (count: number) => {
  const storm = {
    name: `${count}`,
    title: '',
    users,
    stage: 'groups',
    rates: [],
    seconds: 0,
    receipts: false,
  } as const;
  const options = { fleet, world, server: 'ours', target, log: true, progress };
  await connect({ ...storm, devices: count / users }, options, {});
  const { memory } = await settled();
  await fleet.disconnect();
  return memory.get('gateway')!;
};
const once = await connected(devices);
const twice = await connected(devices * 2);
const perConnection = (twice - once) / devices / 1024;
console.log(`the gateway: ${megabytes(once)} MB with ${devices} connections, ${megabytes(twice)} with ${devices * 2}`);

const checks = [
  { what: 'services and stores, idle', is: megabytes(served), most: idleMb, unit: 'MB' },
  { what: 'a connection that says nothing', is: Math.round(perConnection), most: connectionKb, unit: 'kB' },
];
console.log('');
for (const { what, is, most, unit } of checks) {
  console.log(`${is <= most ? 'met   ' : 'MISSED'} ${what}: ${is} ${unit}, at most ${most}`);
  if (is > most) process.exitCode = 1;
}
console.log(`\n${machine()}, ${new Date().toISOString().slice(0, 10)}`);
