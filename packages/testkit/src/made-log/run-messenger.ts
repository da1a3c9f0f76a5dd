import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { repositoryRoot } from '@messenger/stack';

/** The operator's command line with --json, however long it takes; what it says on the way is shown when it changes. */
export async function runMessenger<T>(command: string, env: Record<string, string>): Promise<T> {
  const main = join(repositoryRoot, 'packages/cli/src/main.ts');
  const child = spawn(process.execPath, [main, '--json', command], {
    env: { PATH: process.env.PATH, DATA_DIR: '/nonexistent', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const closed = once(child, 'close');
  const startedAt = performance.now();
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (part: string) => {
    said += part;
    for (const phase of part.split('\n').filter((line) => line && !/a second$/.test(line))) {
      console.log(`    ${((performance.now() - startedAt) / 1_000).toFixed(1).padStart(6)} s  ${phase}`);
    }
  });
  const answer = await text(child.stdout);
  await closed;
  if (answer === '') throw new Error(`messenger ${command} ended with ${child.exitCode ?? child.signalCode}: ${said}`);
  return JSON.parse(answer) as T;
}
