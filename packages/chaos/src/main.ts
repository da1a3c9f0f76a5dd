/** `pnpm chaos --minutes 10 --seed 42`: exit code 1 on any finding. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { readOptions } from './options.ts';
import { render } from './report.ts';
import { runChaos } from './run.ts';

const { minutes, seed, clients, rate, natsNodes, keep, ...where } = readOptions(process.argv.slice(2));
const dir = where.dir === undefined ? await mkdtemp(join(tmpdir(), 'messenger-chaos-')) : resolve(where.dir);
const report = await runChaos({
  minutes,
  seed,
  clients,
  actionsPerSecond: rate,
  natsNodes,
  dir,
  say: (line) => console.log(`${new Date().toISOString().slice(11, 19)} ${line}`),
});
console.log(render(report));
if (report.findings.length === 0 && !keep) await rm(dir, { recursive: true, force: true });
process.exitCode = report.findings.length === 0 ? 0 : 1;
