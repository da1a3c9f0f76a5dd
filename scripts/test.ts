/** `npm test`: types, lint, and every test but the long ones (`pnpm long`). The last line says how many passed and failed. */
import {
  aptInstall,
  aptPrefix,
  buildWeb,
  findChromium,
  findServer,
  type Log,
  repositoryRoot,
} from '../packages/stack/src/index.ts';
import { runProject } from './run-project.ts';
import { runTool } from './run-tool.ts';
import { sum, summary, type Tally } from './tally.ts';
import { untilStop } from './until-stop.ts';

const stopped = new AbortController();
void untilStop().then((reason) => stopped.abort(new Error(reason)));
const { signal } = stopped;
const log: Log = (source, line) => console.log(`${source}: ${line}`);

/** A check that is no test counts as one. */
async function check(name: string, body: () => Promise<unknown>): Promise<Tally> {
  try {
    if ((await body()) !== false) return { passed: 1, failed: 0, skipped: 0 };
  } catch (error) {
    console.error((error as Error).message);
  }
  console.error(`failed: ${name}`);
  return { passed: 0, failed: 1, skipped: 0 };
}

/** The browser, installed where that needs no question; without one its tests are skipped. */
function browser(): string | undefined {
  const found = findChromium();
  const prefix = found ? undefined : aptPrefix();
  if (prefix) {
    try {
      aptInstall(['chromium'], prefix, (line) => log('test', line));
    } catch (error) {
      log('test', `no browser: ${(error as Error).message}`);
    }
  }
  const chromium = found ?? findChromium();
  if (!chromium) log('test', 'no Chromium or Chrome found (set CHROMIUM to one): browser tests are skipped');
  return chromium;
}

const pnpm = async (script: string) => (await runTool('pnpm', ['run', script], signal)) === 0;
const chromium = browser();
const env = { ...process.env, ...(chromium && { CHROMIUM: chromium }) };
const tally = sum([
  await check('types', () => pnpm('types')),
  await check('lint', () => pnpm('lint')),
  await runProject('unit', 3, signal, env),
  // Here and not in the tests, which would look, and install, several at once.
  await check('nats-server', () => findServer('nats-server', log)),
  await check('redis-server', () => findServer('redis-server', log)),
  await runProject('int', 8, signal, env),
  await check('web build', () => buildWeb(repositoryRoot, process.env, log, signal)),
  await runProject('e2e', 15, signal, env),
  // What most depends on the width of a window; the rest of it is among the long ones.
  await runProject('narrow-768', 4, signal, env, ['group-life', 'message-life']),
  await runProject('narrow-320', 4, signal, env, ['group-life', 'message-life']),
  await runProject('chaos', 8, signal, env),
]);
console.log(summary(tally));
process.exitCode = tally.failed > 0 || signal.aborted ? 1 : 0;
