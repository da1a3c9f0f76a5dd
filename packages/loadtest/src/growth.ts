import type { Step } from './step.ts';
import { escaped, page, round, rule } from './svg.ts';

/** One quantity that grows while all else stays: what a delivery costs at each of its values. */
export type Series = { name: string; points: Point[] };
export type Point = { at: number; step: Pick<Step, 'cpuPerThousand' | 'p50' | 'p99' | 'memoryMb'> };

/** A point's CPU per delivery as a multiple of the first point's. */
export const ratioAt = ({ points }: Series, { step }: Point): number =>
  step.cpuPerThousand / points[0]!.step.cpuPerThousand;

/** The series whose cost grew by more than the limit, with the most it came to. */
export const grown = (all: readonly Series[], limit: number): { name: string; ratio: number }[] =>
  all
    .map((series) => ({
      name: series.name,
      ratio: Math.max(...series.points.map((point) => ratioAt(series, point))),
    }))
    .filter(({ ratio }) => ratio > limit);

export function growthTable(all: readonly Series[]): string {
  const rows = all.flatMap((series) =>
    series.points.map((point) => {
      const { cpuPerThousand, p50, p99, memoryMb } = point.step;
      const ratio = ratioAt(series, point).toFixed(2);
      return `| ${series.name} | ${point.at.toLocaleString('en')} | ${cpuPerThousand} | ${ratio} × | ${p50} / ${p99} | ${memoryMb} |`;
    }),
  );
  const head =
    '| what grows | to | CPU s per 1,000 deliveries | | p50 / p99 ms | MB |\n| --- | --- | --- | --- | --- | --- |';
  return `${head}\n${rows.join('\n')}\n`;
}

const [width, height, left, bottom, top] = [560, 160, 46, 34, 26] as const;
const head = 44;
/** The highest multiple that is drawn; what is above it is drawn there. */
const most = 3;

/** A panel for each series: its values to the right by tens, the multiple of the first cost upwards. */
export function growthPlot(all: readonly Series[], note: string): string {
  const panels = all.map((series, n) => `<g transform="translate(0 ${n * height + head})">${drawn(series)}</g>`);
  return page(width, all.length * height + head, note, panels);
}

function drawn(series: Series): string {
  const tens = ({ at }: Point) => Math.log10(Math.max(1, at));
  const [from, to] = [Math.min(...series.points.map(tens)), Math.max(...series.points.map(tens))];
  const x = (point: Point) => round(left + ((tens(point) - from) / Math.max(to - from, 0.001)) * (width - left - 40));
  const y = (ratio: number) =>
    round(height - bottom - top - (Math.min(ratio, most) / most) * (height - bottom - 2 * top));
  const parts = [`<text x="${left}" y="0" font-weight="bold">${escaped(series.name)}</text>`];
  for (let ratio = 0; ratio <= most; ratio++) {
    parts.push(rule(left, y(ratio), width - 10, y(ratio)));
    parts.push(`<text x="${left - 4}" y="${y(ratio) + 3}" text-anchor="end">${ratio} ×</text>`);
  }
  for (const point of series.points) {
    const label = point.at.toLocaleString('en');
    parts.push(`<text x="${x(point)}" y="${y(0) + 12}" text-anchor="middle">${label}</text>`);
  }
  const path = series.points.map((point) => `${x(point)},${y(ratioAt(series, point))}`).join(' ');
  parts.push(`<polyline fill="none" stroke="#2563eb" stroke-width="2" points="${path}"/>`);
  return parts.join('');
}
