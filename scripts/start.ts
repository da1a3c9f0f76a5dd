/** `npm start`, once the bootstrap has found the pinned Node: everything under one supervisor, until Ctrl-C. */
import { resolve } from 'node:path';
import {
  endLeftovers,
  isNoise,
  type Log,
  renderLog,
  repositoryRoot,
  startSystem,
} from '../packages/stack/src/index.ts';
import { publicDoor } from './public-door.ts';
import { untilStop } from './until-stop.ts';

// Whoever reads our output may be gone before us; that is no reason not to stop in good order.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {});

const everything = process.env.LOG_LEVEL === 'debug' || process.env.LOG_LEVEL === 'trace';
const log: Log = (source, line) => {
  if (everything || !isNoise(source, line)) console.log(renderLog(source, line, process.stdout.isTTY));
};

async function main(stop: Promise<string>): Promise<void> {
  const dataDir = resolve(repositoryRoot, process.env.DATA_DIR || '.data');
  // Before the look at the port: a gateway that outlived its supervisor may sit on it.
  await endLeftovers(dataDir);
  const { host, port } = await publicDoor(process.env);
  const stopped = new AbortController();
  void stop.then((reason) => stopped.abort(reason));
  await using system = await startSystem({ dataDir, host, ports: [port], log, signal: stopped.signal });
  console.log(`ready ${system.url}`);
  log('supervisor', `${await stop}: stopping`);
}

const stop = untilStop();
try {
  await main(stop);
} catch (error) {
  const reason = await Promise.race([stop, undefined]);
  if (reason === undefined) console.error(`\n${everything ? (error as Error).stack : (error as Error).message}`);
  process.exitCode = reason === undefined ? 1 : 130;
}
