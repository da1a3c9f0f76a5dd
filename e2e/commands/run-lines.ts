import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@messenger/stack';
import type { Outcome } from '../../scripts/docs/promises.ts';
import type { ScriptLine } from '../../scripts/docs/shell.ts';

export type RunOptions = { env: NodeJS.ProcessEnv; timeoutMs: number };

/**
 * Runs lines in one shell in the repository, one after the other, so that what one sets the next ones use. A line that
 * fails does not keep the others from being run.
 */
export async function runLines(lines: readonly ScriptLine[], { env, timeoutMs }: RunOptions): Promise<Outcome[]> {
  const dir = await mkdtemp(join(tmpdir(), 'messenger-docs-'));
  const file = (index: number, ending: string) => join(dir, `${index}.${ending}`);
  const script = lines.map(
    ({ code }, i) => `{\n${code}\n} > '${file(i, 'out')}' 2>&1 < /dev/null\necho $? > '${file(i, 'exit')}'\n`,
  );
  await writeFile(join(dir, 'script.sh'), script.join(''));
  // A group of its own, so that what a line left running ends with it.
  const shell = spawn('sh', [join(dir, 'script.sh')], { cwd: repositoryRoot, env, stdio: 'ignore', detached: true });
  const timer = setTimeout(() => endGroup(shell.pid), timeoutMs);
  await once(shell, 'exit');
  clearTimeout(timer);
  endGroup(shell.pid);
  const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
  const outcomes = lines.map((line, i) => {
    const exit = read(file(i, 'exit'));
    return { ...line, exitCode: exit === '' ? undefined : Number(exit), output: read(file(i, 'out')) };
  });
  await rm(dir, { recursive: true, force: true });
  return outcomes;
}

function endGroup(pid: number | undefined): void {
  try {
    process.kill(-pid!, 'SIGKILL');
  } catch {
    // All of it has ended.
  }
}
