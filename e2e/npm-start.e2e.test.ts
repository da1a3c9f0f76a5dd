import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort, repositoryRoot } from '@messenger/stack';
import { atBest } from '@messenger/testkit';
import { afterAll, beforeAll, expect, test } from 'vitest';

let dataDir = '';
let port = 0;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'messenger start '));
  port = await freePort();
});
afterAll(() => rm(dataDir, { recursive: true, force: true }));

interface Started {
  bootstrap: ChildProcess;
  lines: string[];
  /** Settles with the last line at the time: true once it is ready, false if it ended before. */
  ready: Promise<boolean>;
}

/** What `npm start` runs, from a directory that is not ours. */
function start(env: Record<string, string> = {}): Started {
  const bootstrap = spawn(process.execPath, [join(repositoryRoot, 'scripts/bootstrap.mjs'), 'start'], {
    cwd: tmpdir(),
    env: { ...process.env, PORT: String(port), DATA_DIR: dataDir, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const lines: string[] = [];
  const ready = new Promise<boolean>((resolve) => {
    for (const stream of [bootstrap.stdout, bootstrap.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line);
        if (line === `ready http://localhost:${env.PORT ?? port}`) resolve(true);
      });
    }
    bootstrap.once('close', () => resolve(false));
  });
  return { bootstrap, lines, ready };
}

/** The servers and services that run on the data directory. */
function running(): number[] {
  return (JSON.parse(readFileSync(join(dataDir, 'running.json'), 'utf8')) as { pid: number }[]).map(({ pid }) => pid);
}

function isGone(pid: number): boolean {
  try {
    // A process that ended but was not yet collected by its adopter is gone for our purpose.
    return / \(.*\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return true;
  }
}

async function untilGone(pids: readonly number[], withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!pids.every(isGone)) {
    if (Date.now() > deadline) throw new Error(`left behind: ${pids.filter((pid) => !isGone(pid)).join(', ')}`);
    await sleep(50);
  }
}

/** The supervisor: the bootstrap's only child. */
function supervisorOf(bootstrap: ChildProcess): number {
  return Number(readFileSync(`/proc/${bootstrap.pid}/task/${bootstrap.pid}/children`, 'utf8').trim().split(' ')[0]);
}

test('it ends in ready and serves; Ctrl-C stops everything within 10 s; the second start takes less than 10 s', async () => {
  const run = async () => {
    const before = Date.now();
    const { bootstrap, ready, lines } = start();
    expect(await ready, lines.join('\n')).toBe(true);
    const took = Date.now() - before;
    expect((await fetch(`http://localhost:${port}/`)).status).toBe(200);
    const pids = running();
    expect(pids.length).toBeGreaterThanOrEqual(8);
    const stopping = Date.now();
    bootstrap.kill('SIGINT');
    expect(await once(bootstrap, 'close')).toEqual([0, null]);
    expect(Date.now() - stopping).toBeLessThan(10_000);
    expect(pids.filter((pid) => !isGone(pid))).toEqual([]);
    return took;
  };
  expect(await run()).toBeLessThan(120_000);
  expect(await atBest(10_000, run)).toBeLessThan(10_000);
});

test('a taken port and a taken directory are each named, with the way out', async () => {
  const { bootstrap, ready } = start();
  expect(await ready).toBe(true);
  const second = start({ PORT: String(await freePort()) });
  expect(await second.ready).toBe(false);
  expect(second.lines.at(-1)).toMatch(/is in use by process \d+.*another DATA_DIR/);
  bootstrap.kill('SIGTERM');
  await once(bootstrap, 'close');

  const stranger = createServer().listen(port, '127.0.0.1');
  await once(stranger, 'listening');
  const third = start();
  expect(await third.ready).toBe(false);
  expect(third.lines.at(-1)).toContain(`PORT=${port + 1} npm start`);
  stranger.close();
});

test.skipIf(process.platform !== 'linux').each(['supervisor', 'bootstrap'])(
  'a killed %s leaves no process behind, and the next start finds its way',
  async (victim) => {
    const { bootstrap, ready } = start();
    expect(await ready).toBe(true);
    const supervisor = supervisorOf(bootstrap);
    const pids = [...running(), supervisor];
    process.kill(victim === 'supervisor' ? supervisor : bootstrap.pid!, 'SIGKILL');
    await untilGone(pids, 15_000);
    const next = start();
    expect(await next.ready, next.lines.join('\n')).toBe(true);
    next.bootstrap.kill('SIGTERM');
    await once(next.bootstrap, 'close');
  },
);
