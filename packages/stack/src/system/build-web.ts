import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import type { Log } from '../log.ts';
import { runToEnd } from './run-to-end.ts';
import { plainEnv } from './service-env.ts';

const inputs = ['web', 'proto/src', 'packages/markup/src', 'packages/sync/src', 'pnpm-lock.yaml'];
const skipped = new Set(['node_modules', 'dist', '.cache']);

/**
 * Builds the web client into `web/dist`, unless what is there was built from the same sources.
 * @returns the directory to serve
 */
export async function buildWeb(root: string, env: NodeJS.ProcessEnv, log: Log, signal?: AbortSignal): Promise<string> {
  const dist = join(root, 'web/dist');
  const stampFile = join(root, '.cache/web-build');
  const stamp = digest(root);
  if (existsSync(join(dist, 'index.html')) && read(stampFile) === stamp) return dist;
  log('supervisor', 'building the web client');
  await runToEnd(
    {
      name: 'web build',
      args: [join(root, 'web/node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
      cwd: join(root, 'web'),
      env: plainEnv({ ...env, NODE_ENV: 'production', NO_COLOR: '1' }),
      withinMs: 300_000,
      signal,
    },
    // What it says is in the error, should there be one.
    () => {},
  );
  mkdirSync(join(root, '.cache'), { recursive: true });
  writeFileSync(stampFile, stamp);
  return dist;
}

function digest(root: string): string {
  const hash = createHash('sha256');
  for (const input of inputs) {
    for (const file of filesOf(join(root, input))) {
      hash
        .update(`${relative(root, file)}\0`)
        .update(readFileSync(file))
        .update('\0');
    }
  }
  return hash.digest('hex');
}

function filesOf(path: string): string[] {
  if (!existsSync(path)) return [];
  try {
    const entries = readdirSync(path, { withFileTypes: true });
    return entries
      .filter((entry) => !skipped.has(entry.name) && (entry.isDirectory() || entry.isFile()))
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap((entry) => (entry.isDirectory() ? filesOf(join(path, entry.name)) : [join(path, entry.name)]));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return [path];
    throw error;
  }
}

function read(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
