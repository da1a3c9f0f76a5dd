/** How many tests ended how. */
export interface Tally {
  passed: number;
  failed: number;
  skipped: number;
}

/** The part of vitest's JSON report that is read here. */
export interface VitestReport {
  success: boolean;
  testResults: { status: string; name: string; assertionResults: { status: string; fullName: string }[] }[];
}

/**
 * Counts a report. A file that failed without any failed test (it could not be loaded) counts as one failure, and so
 * does a run that failed for a reason outside of all files, or left no report.
 */
export function tallyOf(report: VitestReport | undefined, exitCode: number): Tally {
  const tests = report?.testResults.flatMap((file) => file.assertionResults.map((test) => test.status)) ?? [];
  const count = (...statuses: string[]) => tests.filter((status) => statuses.includes(status)).length;
  const brokenFiles =
    report?.testResults.filter(
      (file) => file.status === 'failed' && !file.assertionResults.some((test) => test.status === 'failed'),
    ).length ?? 0;
  const failed = count('failed') + brokenFiles;
  return {
    passed: count('passed'),
    failed: failed === 0 && exitCode !== 0 ? 1 : failed,
    skipped: count('skipped', 'pending', 'todo', 'disabled'),
  };
}

export function sum(tallies: readonly Tally[]): Tally {
  const total = (key: keyof Tally) => tallies.reduce((all, tally) => all + tally[key], 0);
  return { passed: total('passed'), failed: total('failed'), skipped: total('skipped') };
}

/** The last line of `npm test`. */
export function summary({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
