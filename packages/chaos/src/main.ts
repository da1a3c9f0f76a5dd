/** `pnpm chaos --minutes 10 --seed 42`: exit code 1 on any finding. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readOptions } from './options.ts';
import { render } from './report.ts';
import { runChaos } from './run.ts';

const values = readOptions(process.argv.slice(2));
const number = (name: 'minutes' | 'seed' | 'clients' | 'rate' | 'nats-nodes', least: number): number => {
  const value = Number(values[name]);
  if (!(value >= least)) throw new Error(`--${name} is a number from ${least} on`);
  return value;
};
const dir = values.dir === undefined ? await mkdtemp(join(tmpdir(), 'messenger-chaos-')) : resolve(values.dir);
const report = await runChaos({
  minutes: number('minutes', 0.1),
  seed: number('seed', 0),
  clients: number('clients', 4),
  actionsPerSecond: number('rate', 0.1),
  natsNodes: number('nats-nodes', 1),
  dir,
  say: (line) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`),
});
console.log(render(report));
if (report.findings.length === 0 && !values.keep) await rm(dir, { recursive: true, force: true });
process.exitCode = report.findings.length === 0 ? 0 : 1;
