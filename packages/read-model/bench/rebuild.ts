import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { openEventStore } from '@messenger/event-store';
import { silentLogger as log } from '@messenger/kit';
import { connectBus } from '@messenger/messaging';
import { silent, startSystem } from '@messenger/stack';
import { operatorEnv } from '@messenger/testkit';
import { type MadeLog, prepareData, runMessenger } from '@messenger/testkit/made-log';
import { startReading } from './reading.ts';
import { startSending } from './sending.ts';

/**
 * Measures `messenger rebuild` (10,000 events a second over 1,000,000 events, while 50 messages a second flow and no
 * query fails) and `messenger verify` after it. Makes a log of EVENTS (1,000,000) in DATA_DIR, or in a folder of its
 * own that it removes again; the same log is used again where it is there.
 */
const events = Number(process.env.EVENTS ?? 1_000_000);
const perSecond = Number(process.env.RATE ?? 50);
const targetPerSecond = 10_000;
const own = process.env.DATA_DIR === undefined;
const dataDir = own ? await mkdtemp(join(tmpdir(), 'messenger-bench-')) : resolve(process.env.DATA_DIR!);
const madeFile = join(dataDir, 'made-log.json');

type Rebuilt = { events: number; seconds: number; switchMs: number };
type Verified = { clean: boolean; events: number; rows: number; seconds: number };

/** Makes the log, and the tables from it, with nothing else at work. */
async function prepare(): Promise<void> {
  const { made, making, rebuilding } = await prepareData(dataDir, { events });
  console.log(`a log of ${made.events} events made in ${making.toFixed(1)} s`);
  console.log(`rebuilt with nothing else at work: ${Math.round(made.events / rebuilding)} events/s`);
  await writeFile(madeFile, JSON.stringify(made));
}

if (!existsSync(madeFile)) await prepare();
const made: MadeLog = JSON.parse(await readFile(madeFile, 'utf8'));
let missed: string[] = [];
{
  const serviceEnv = { ...process.env, RATE_LIMITS: 'off', LOG_LEVEL: 'warn' };
  const said = (source: string, line: string) => /"level":"(warn|error|fatal)"/.test(line) && console.log(source, line);
  await using system = await startSystem({
    dataDir,
    log: process.env.VERBOSE ? said : silent,
    env: serviceEnv,
    durable: true,
  });
  const operator = system.stack.natsFor('operator');
  await using bus = await connectBus({ ...operator, name: 'bench', log });
  const store = await openEventStore(bus, { log });
  const env = operatorEnv({ natsFor: () => operator, databaseUrl: system.stack.databaseUrl });
  const sending = await startSending(system.url, perSecond);
  const reading = startReading(store, made);
  const [rebuilding] = await Promise.allSettled([runMessenger<Rebuilt>('rebuild', env)]);
  const [sent, read] = [await sending.end(), await reading.end()];
  if (rebuilding.status === 'rejected') throw rebuilding.reason;
  const rebuilt = rebuilding.value;
  const speed = Math.round(rebuilt.events / rebuilt.seconds);
  console.log(`\nrebuilt while ${sent.perSecond.toFixed(1)} messages/s flowed:`);
  console.log(`  ${rebuilt.events} events in ${rebuilt.seconds.toFixed(1)} s: ${speed} events/s`);
  console.log(`  queries waited ${rebuilt.switchMs.toFixed(0)} ms for the new tables`);
  console.log(`  sent ${sent.sent}, failed ${sent.failed}, p99 ${sent.p99.toFixed(0)} ms`);
  console.log(`  asked ${read.asked}, failed ${read.failed}, p99 ${read.p99.toFixed(0)} ms`, read.reasons);
  const { clean, ...found } = await runMessenger<Verified>('verify', env);
  console.log(
    `  verify: ${clean ? 'clean' : JSON.stringify(found).slice(0, 2_000)}, ${found.rows} rows in ${found.seconds.toFixed(1)} s`,
  );
  missed = [
    ...(speed < targetPerSecond ? [`less than ${targetPerSecond} events/s`] : []),
    ...(read.failed + sent.failed > 0 ? ['queries or messages failed'] : []),
    ...(clean ? [] : ['verify found differences']),
    ...(sent.perSecond < perSecond * 0.95 ? [`less than ${perSecond} messages/s`] : []),
  ];
}
console.log(missed.length === 0 ? '\nall as it should be' : `\nMISSED: ${missed.join(', ')}`);
if (own) await rm(dataDir, { recursive: true, force: true });
process.exitCode = missed.length === 0 ? 0 : 1;
