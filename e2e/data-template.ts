import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { silent, startStack } from '@messenger/stack';

/** The environment variable that says where the template is; benchmarks do without. */
const variable = 'E2E_DATA_TEMPLATE';
/** What of a data directory is worth copying: an empty Postgres, and the password that it was made with. */
const parts = ['postgres', 'secrets.json'];

/** Before all tests: makes an empty Postgres once, since each system would take a second or two for one of its own. */
export default async function setup(): Promise<() => Promise<void>> {
  const dataDir = await mkdtemp(join(tmpdir(), 'messenger-template-'));
  const stack = await startStack({ dataDir, only: ['postgres'], durable: false, log: silent, env: {} });
  await stack[Symbol.asyncDispose]();
  process.env[variable] = dataDir;
  return () => rm(dataDir, { recursive: true, force: true });
}

/** Begins a data directory with a copy of the template, where there is one. */
export async function copyTemplate(dataDir: string): Promise<void> {
  const template = process.env[variable];
  if (template === undefined) return;
  // With its owner, who is not always us.
  await promisify(execFile)('cp', ['-a', ...parts.map((part) => join(template, part)), dataDir]);
}
