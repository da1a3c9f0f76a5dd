/**
 * `npm run servers`, and `tilt up` without Docker: the servers, the streams and the tables, until stopped. Argument: the port
 * of /ready, where somebody asks for it.
 */
import { resolve } from 'node:path';
import { serveHealth } from '../../packages/kit/src/index.ts';
import {
  endLeftovers,
  isNoise,
  type Log,
  ownPrograms,
  prepareStorage,
  renderLog,
  repositoryRoot,
  startStack,
} from '../../packages/stack/src/index.ts';
import { untilStop } from '../until-stop.ts';

const stop = untilStop();
const dataDir = resolve(repositoryRoot, process.env.DATA_DIR || '.data');
const log: Log = (source, line) => {
  if (!isNoise(source, line)) console.log(renderLog(source, line, false));
};
await endLeftovers(dataDir);
await using stack = await startStack({ dataDir, log, restart: true });
await prepareStorage(ownPrograms, stack, process.env, log);
const [port] = process.argv.slice(2);
await using _health = port === undefined ? undefined : await serveHealth(Number(port), () => ({}));
log('supervisor', 'servers run');
log('supervisor', `${await stop}: stopping`);
