import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from '../src/run.ts';

const tool = new URL('../src/main.ts', import.meta.url).pathname;

/** One scenario by the load tool, as a process of its own, so that nothing of one run is left in the next. */
export async function runLoad(args: readonly string[], env: Record<string, string> = {}): Promise<Result> {
  const dir = await mkdtemp(join(tmpdir(), 'messenger-bench-'));
  const json = join(dir, 'figures.json');
  try {
    const child = spawn(process.execPath, [tool, ...args, '--json', json], {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...env },
    });
    const [code, signal] = await once(child, 'exit');
    if (code !== 0) throw new Error(`the load tool ended with ${code ?? signal}: ${args.join(' ')}`);
    const { results } = JSON.parse(await readFile(json, 'utf8')) as { results: Result[] };
    return results[0]!;
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}
