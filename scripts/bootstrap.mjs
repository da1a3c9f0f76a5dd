// What `npm start`, `npm test`, `npm run messenger` and Tilt run: any Node from 18 on. Finds the pinned Node and pnpm, installs
// the dependencies, and hands over to `scripts/<what>.ts` or to the operator's command. Plain JavaScript, no dependency: it runs before there are any.
import { spawn, spawnSync } from 'node:child_process';
import {
  accessSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const { pinned } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
const what = process.argv[2];
const mains = {
  start: 'scripts/start.ts',
  test: 'scripts/test.ts',
  messenger: 'packages/cli/src/main.ts',
  'dev-servers': 'scripts/dev/servers.ts',
  'dev-service': 'scripts/dev/service.ts',
  seed: 'scripts/seed.ts',
  load: 'packages/loadtest/src/main.ts',
};

/** Ends the bootstrap with a message for a person instead of a stack. */
class Trouble extends Error {}

/** The environment of everything started from here: where caches go, in a home that can be written to. */
function environment() {
  // Reading the same TypeScript in every service takes half of a start otherwise.
  const env = { NODE_COMPILE_CACHE: join(root, '.cache', 'node'), ...process.env };
  let home;
  try {
    home = homedir();
    accessSync(home, constants.W_OK);
  } catch {
    env.HOME = join(root, '.cache', 'home');
    // npm tells its children where its cache is, which is in the home that it cannot write to either.
    env.npm_config_cache = join(env.HOME, '.npm');
    mkdirSync(env.HOME, { recursive: true });
    console.log(`${home || 'The home directory'} cannot be written to; caches go to ${env.HOME}`);
  }
  return env;
}

/** Whether the Node that runs this is as new as the pinned one, and pnpm is the pinned one. */
function machineSuffices(env) {
  if (Number(process.versions.node.split('.')[0]) < Number(pinned.node.split('.')[0])) return false;
  const found = spawnSync('pnpm', ['--version'], { cwd: tmpdir(), env, encoding: 'utf8' });
  return found.status === 0 && found.stdout.trim() === pinned.pnpm;
}

/** The path of the pinned Node, and the directory that holds it and pnpm, as npx keeps them in its cache. */
function pinnedTools(env) {
  const note = join(root, '.cache', 'pinned.json');
  try {
    // Asking npx takes a second; its answer holds until its cache is emptied or the pins change.
    const known = JSON.parse(readFileSync(note, 'utf8'));
    const current = known.pins === JSON.stringify(pinned);
    if (current && existsSync(known.node) && existsSync(join(known.bin, 'pnpm'))) return known;
  } catch {
    // Not asked yet.
  }
  const found = { pins: JSON.stringify(pinned), ...fetchPinned(env) };
  mkdirSync(dirname(note), { recursive: true });
  writeFileSync(note, JSON.stringify(found));
  return found;
}

function fetchPinned(env) {
  const npx = join(dirname(env.npm_execpath || ''), 'npx-cli.js');
  const [command, first] = existsSync(npx) ? [process.execPath, [npx]] : ['npx', []];
  const print = 'process.stdout.write(JSON.stringify([process.execPath, process.env.PATH]))';
  const packages = ['-y', '-p', `node@${pinned.node}`, '-p', `pnpm@${pinned.pnpm}`];
  const found = spawnSync(command, [...first, ...packages, '--', 'node', '-e', print], {
    // Away from this package, which npx would look through first.
    cwd: tmpdir(),
    env: { ...env, npm_config_loglevel: 'error' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (found.error || found.status !== 0) {
    throw new Trouble(
      `Node ${pinned.node} and pnpm ${pinned.pnpm} could not be fetched with npx (${found.error || `exit ${found.status}`}). ` +
        'Is there a network? Both may also be installed by hand.',
    );
  }
  const [node, path] = JSON.parse(found.stdout);
  const bin = path.split(delimiter).find((dir) => existsSync(join(dir, 'pnpm')) && existsSync(join(dir, 'node')));
  return { node, bin };
}

function install(env) {
  const changed = (file) => (existsSync(join(root, file)) ? statSync(join(root, file)).mtimeMs : 0);
  const installed = changed('node_modules/.modules.yaml');
  if (installed > Math.max(changed('pnpm-lock.yaml'), changed('pnpm-workspace.yaml'), changed('package.json'))) return;
  const done = spawnSync('pnpm', ['install', '--frozen-lockfile', '--prefer-offline', '--reporter=append-only'], {
    cwd: root,
    env: { ...env, CI: 'true' },
    // What a command answers on stdout may go into a file.
    stdio: ['ignore', what === 'messenger' ? 2 : 'inherit', 'inherit'],
  });
  if (done.status !== 0) throw new Trouble('pnpm install failed; what it says is above.');
  // pnpm leaves the file alone when there was nothing to do, and would be asked each time.
  utimesSync(join(root, 'node_modules/.modules.yaml'), new Date(), new Date());
}

/** Runs the script with our output and a channel: when we are gone, it notices. Settles with the exit code. */
function run(node, env) {
  const child = spawn(node, [join(root, mains[what]), ...process.argv.slice(3)], {
    // Files that the operator names are meant from where they stand.
    cwd: what === 'messenger' ? env.INIT_CWD || process.cwd() : root,
    env,
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  stopWithNpm(() => child.kill('SIGTERM'));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ? 1 : code));
  });
}

/** npm, or the shell it puts in between, may be killed without a word to us. Calls `stop` once either is gone. */
function stopWithNpm(stop) {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const grandparent = parentOfShell(parent);
  const timer = setInterval(() => {
    if (process.ppid === parent && parentOfShell(parent) === grandparent) return;
    clearInterval(timer);
    stop();
  }, 500);
  timer.unref();
}

/** Whose child this process is, if it is a shell: otherwise it is npm itself, and its parent may come and go. */
function parentOfShell(pid) {
  try {
    const [, command, ppid] = readFileSync(`/proc/${pid}/stat`, 'latin1').match(/\((.*)\) \S (\d+)/) ?? [];
    return /^(ba|da|a)?sh$/.test(command) ? ppid : undefined;
  } catch {
    return undefined;
  }
}

try {
  if (!Object.hasOwn(mains, what)) throw new Trouble('Usage: npm start, npm test, or npm run messenger');
  if (process.platform === 'win32') throw new Trouble('Windows runs this inside WSL (https://aka.ms/wsl).');
  const env = environment();
  let node = process.execPath;
  if (!machineSuffices(env)) {
    const fetched = pinnedTools(env);
    node = fetched.node;
    env.PATH = [fetched.bin, env.PATH].join(delimiter);
  }
  install(env);
  process.exitCode = await run(node, env);
} catch (error) {
  console.error(error instanceof Trouble ? error.message : error);
  process.exitCode = 1;
}
