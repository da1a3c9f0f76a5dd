import type { Result } from './run.ts';
import type { Step } from './step.ts';
import { escaped, page, round, rule } from './svg.ts';
import { shownStep } from './verdict.ts';

/** One scenario: what each server's latencies were at the rate that stands in the table. */
type Panel = { title: string; lines: { name: string; points: Step['percentiles'] }[] };

const [width, height, left, bottom, top] = [560, 220, 46, 34, 26] as const;
/** Above the first panel: the note. */
const head = 44;
const colours: Record<string, string> = { ours: '#2563eb', bare: '#9ca3af' };
/** Drawn from left to right as nines, so that the slowest are not lost at the edge. */
const marks = [50, 90, 99, 99.9, 99.99];
const least = 0.1;

/** The distributions of latency of each scenario as one SVG: ms upwards, by tens; percentiles to the right, by nines. */
export function plotOf(results: readonly Result[], titles: ReadonlyMap<string, string>, note: string): string {
  const panels = [...titles].flatMap(([name, title]) => panelOf(name, title, results));
  const all = panels.map((panel, n) => `<g transform="translate(0 ${n * height + head})">${drawn(panel)}</g>`);
  return page(width, panels.length * height + head + 10, note, all);
}

function panelOf(name: string, title: string, results: readonly Result[]): Panel[] {
  const lines = results
    .filter(({ scenario }) => scenario === name)
    .flatMap((result) => {
      const step = shownStep(result);
      return step ? [{ name: `${result.server} ${step.rate}/s`, points: step.percentiles }] : [];
    });
  return lines.length > 0 ? [{ title: `${name}: ${title}`, lines }] : [];
}

function drawn({ title, lines }: Panel): string {
  const tens = Math.max(
    1,
    Math.ceil(Math.log10(Math.max(...lines.flatMap(({ points }) => points.map(([, ms]) => ms))))),
  );
  const y = (ms: number) => round(height - bottom - top - (Math.log10(Math.max(ms, least)) + 1) * unit(tens));
  const parts = [`<text x="${left}" y="0" font-weight="bold">${escaped(title)}</text>`];
  for (let ten = -1; ten <= tens; ten++) {
    parts.push(rule(left, y(10 ** ten), width - 10, y(10 ** ten)));
    parts.push(`<text x="${left - 4}" y="${y(10 ** ten) + 3}" text-anchor="end">${10 ** ten}</text>`);
  }
  for (const mark of marks) {
    parts.push(rule(x(mark), y(least), x(mark), y(10 ** tens)));
    parts.push(`<text x="${x(mark)}" y="${y(least) + 12}" text-anchor="middle">${mark} %</text>`);
  }
  lines.forEach(({ name, points }, n) => {
    const colour = colours[name.split(' ')[0]!] ?? '#111';
    const path = points.map(([of100, ms]) => `${x(of100)},${y(ms)}`).join(' ');
    parts.push(`<polyline fill="none" stroke="${colour}" stroke-width="2" points="${path}"/>`);
    parts.push(`<text x="${left + 6 + n * 110}" y="14" fill="${colour}">${escaped(name)} (ms)</text>`);
  });
  return parts.join('');
}

const unit = (tens: number): number => (height - bottom - 2 * top) / (tens + 1);
const nines = (of100: number): number => -Math.log10(1 - Math.min(of100, 99.995) / 100);
const x = (of100: number): number => round(left + (nines(of100) / nines(100)) * (width - left - 10));
