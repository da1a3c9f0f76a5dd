import { furtherOf } from './report.ts';
import type { Result } from './run.ts';
import { shownStep } from './verdict.ts';

/** The table for the README: ours beside bare, and what must be reached. */
export function markdown(results: readonly Result[], titles: ReadonlyMap<string, string>, about: string): string {
  const rows = [...titles].map(([name, title]) => {
    const [ours, bare] = ['ours', 'bare'].map((server) =>
      results.find((of) => of.scenario === name && of.server === server),
    );
    return [`${name}: ${title}`, ours ? said(ours) : '–', bare ? said(bare) : '–', targets[name] ?? '–'];
  });
  const table = [['scenario', 'ours', 'bare', 'target'], ['---', '---', '---', '---'], ...rows];
  return `${table.map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n\n${about}\n`;
}

/** What the model of this product, and the best there is to install, make of the same: set before it was measured. */
const targets: Record<string, string> = {
  S1: 'p50 ≤ 2 ×, p99 ≤ 1.2 × bare',
  S2: 'p50 ≤ 2 ×, p99 ≤ 2 × bare; ≤ 0.10 CPU s/1000; ≤ 700 MB',
  S3: 'p50 ≤ 1.2 ×, p99 ≤ 1 × bare',
  S4: '≥ 3,200/s',
  S5: '≥ 900/s',
  C1: '≤ 1.5 s',
  C5: '≤ 5 s',
};

function said(result: Result): string {
  const step = shownStep(result);
  if (!step) return `${result.connectMs} ms, again in ${result.reconnectMs} ms`;
  const { rate, held, p50, p99, cpuPerThousand, memoryMb } = step;
  const latency = `${rate}/s${held ? '' : ' (not held)'}, p50 ${p50} / p99 ${p99} ms`;
  return [`${latency}, ${cpuPerThousand} CPU s/1000, ${memoryMb} MB`, ...furtherOf(result)].join('; ');
}
