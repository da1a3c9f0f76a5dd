import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prepareData } from '@messenger/testkit/made-log';
import { grown, growthPlot, growthTable, type Series } from '../src/growth.ts';
import { machine } from '../src/system/machine.ts';
import { runLoad } from './run-load.ts';

/**
 * What a delivery costs while one quantity grows and all else stays: members of a group, gateways, chats that there are,
 * events that are stored. A message must cost no more for any of them; under 30 % is noise on a small machine.
 * Run: node packages/loadtest/bench/growth.ts [members,gateways,chats,stored]
 * MEMBERS, GATEWAYS, CHATS and STORED name other values than those below; FILES a stem for .json, .svg and .md.
 */
const values = (name: string, otherwise: string) => (process.env[name] ?? otherwise).split(',').map(Number);
const limit = 1.3;

const groups = ['--scenario', 'S1', '--rate', '50', '--seconds', '15'];
const directs = ['--scenario', 'S4', '--rate', '200', '--seconds', '15', '--users', '200'];

/** Talks in direct chats beside what is stored already. */
async function beside(size: { events: number; directs?: number }) {
  if (size.events === 0) return runLoad(directs);
  const dataDir = await mkdtemp(join(tmpdir(), 'messenger-growth-'));
  try {
    const { made, making, rebuilding } = await prepareData(dataDir, size);
    const spent = `${making.toFixed(0)} s, their tables in ${rebuilding.toFixed(0)} s`;
    console.log(`${made.events} events of ${made.chats.length} chats made in ${spent}`);
    return await runLoad([...directs, '--data', dataDir]);
  } finally {
    await rm(dataDir, { recursive: true, force: true });
  }
}

const quantities = {
  members: {
    name: 'members of a group',
    values: values('MEMBERS', '2,10,50,150,300'),
    run: (at: number) => runLoad([...groups, '--users', '300', '--group', String(at)]),
  },
  gateways: {
    name: 'gateways',
    values: values('GATEWAYS', '1,2,4,8'),
    run: (at: number) => runLoad([...groups, '--gateways', String(at)]),
  },
  chats: {
    name: 'chats that there are',
    values: values('CHATS', '1000,10000,100000'),
    run: (at: number) => beside({ events: at * 4, directs: at }),
  },
  stored: {
    name: 'events that are stored',
    values: values('STORED', '0,100000,1000000,10000000'),
    run: (at: number) => beside({ events: at }),
  },
} as const;

const wanted = (process.argv[2] ?? Object.keys(quantities).join()).split(',') as (keyof typeof quantities)[];
const all: Series[] = [];
for (const { name, values, run } of wanted.map((key) => quantities[key])) {
  const series: Series = { name, points: [] };
  all.push(series);
  for (const at of values) {
    console.log(`\n${name}: ${at}`);
    const { steps } = await run(at);
    series.points.push({ at, step: steps[0]! });
  }
}

const about = `${machine()}, ${new Date().toISOString().slice(0, 10)}`;
console.log(`\n${growthTable(all)}\n${about}`);
const stem = process.env.FILES;
if (stem) {
  await writeFile(`${stem}.json`, `${JSON.stringify({ about, all }, null, 2)}\n`);
  await writeFile(`${stem}.svg`, growthPlot(all, about));
  await writeFile(`${stem}.md`, `${growthTable(all)}\n${about}\n`);
}
for (const { name, ratio } of grown(all, limit)) {
  console.log(`GROWN  ${name}: a delivery costs up to ${ratio.toFixed(2)} × as much`);
  process.exitCode = 1;
}
