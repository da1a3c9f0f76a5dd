import { saidOfErrands } from './beside/errands.ts';
import { saidOfOverload } from './overload.ts';
import type { Result } from './run.ts';
import { shownStep } from './verdict.ts';

const columns = ['server', 'connect', 'rate', 'p50', 'p95', 'p99', 'max', 'delivered', 'CPU s/1000', 'MB'] as const;

/** The last rate of each result that was held, or else the first one. */
export function table(results: readonly Result[], titles: ReadonlyMap<string, string>): string {
  const lines: string[] = [];
  for (const [name, title] of titles) {
    const own = results.filter(({ scenario }) => scenario === name);
    if (own.length === 0) continue;
    lines.push('', `${name}  ${title}`, row(columns));
    for (const result of own) {
      const step = shownStep(result);
      if (!step) {
        lines.push(row([result.server, `${result.connectMs}`, `again in ${result.reconnectMs} ms`]));
        continue;
      }
      lines.push(
        row([
          result.server,
          `${result.connectMs}`,
          `${step.rate}/s${step.held ? '' : ' (not held)'}`,
          step.p50,
          step.p95,
          step.p99,
          step.max,
          `${((100 * step.delivered) / Math.max(1, step.expected)).toFixed(2)} %`,
          step.cpuPerThousand,
          step.memoryMb,
        ]),
      );
    }
    lines.push(...own.flatMap(furtherOf), ...ratio(own));
  }
  return lines.join('\n');
}

const row = (cells: readonly (string | number)[]): string =>
  cells.map((cell, n) => (n === 0 ? String(cell).padEnd(8) : String(cell).padStart(11))).join(' ');

/** What a scenario measures beyond its messages, for people to read. */
export function furtherOf(result: Result): string[] {
  const beside = shownStep(result)?.beside;
  const { burst } = result;
  return [
    ...(burst ? [`burst ${burst.rate}/s: p50 ${burst.p50} p99 ${burst.p99} ms`] : []),
    ...(beside ? [`beside it ${saidOfErrands(beside)}`] : []),
    ...(result.overload ? [`overload ${saidOfOverload(result.overload)}`] : []),
  ];
}

/** Ours as a multiple of the bare server's in the same run: what is left when the machine is taken out. */
function ratio(results: readonly Result[]): string[] {
  const [ours, bare] = ['ours', 'bare'].map((server) => {
    const result = results.find((of) => of.server === server);
    return result && shownStep(result);
  });
  if (!ours || !bare) return [];
  const times = (a: number, b: number) => (b > 0 ? `${(a / b).toFixed(2)} ×` : '–');
  return [
    `ours/bare: rate ${times(ours.rate, bare.rate)}, p50 ${times(ours.p50, bare.p50)}, p99 ${times(ours.p99, bare.p99)}`,
  ];
}
