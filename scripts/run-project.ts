import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '../packages/stack/src/index.ts';
import { runTool } from './run-tool.ts';
import { type Tally, tallyOf, type VitestReport } from './tally.ts';

/** Runs one vitest project, or some of its files; names what was skipped, and counts. One that takes longer than its time has failed. */
export async function runProject(
  project: string,
  minutes: number,
  stopped: AbortSignal,
  env: NodeJS.ProcessEnv,
  files: readonly string[] = [],
): Promise<Tally> {
  // A test that hangs in a busy worker is beyond vitest's own timeouts.
  const late = AbortSignal.timeout(minutes * 60_000);
  const signal = AbortSignal.any([stopped, late]);
  const dir = mkdtempSync(join(tmpdir(), 'messenger-report-'));
  const file = join(dir, 'report.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  try {
    const args = [
      join(repositoryRoot, 'node_modules/vitest/vitest.mjs'),
      'run',
      '--project',
      project,
      ...files,
      '--passWithNoTests',
      ...reporters,
    ];
    const exitCode = await runTool(process.execPath, args, signal, env);
    if (late.aborted) console.error(`failed: ${project} tests took longer than ${minutes} minutes`);
    const report = existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as VitestReport) : undefined;
    const tests = report?.testResults.flatMap((result) => result.assertionResults) ?? [];
    for (const test of tests)
      if (test.status === 'skipped' || test.status === 'pending') console.log(`skipped: ${test.fullName}`);
    return tallyOf(report, exitCode);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
