import { expect, test } from 'vitest';
import { grown, growthPlot, growthTable, type Series } from './growth.ts';

const series = (name: string, ...points: [at: number, cpuPerThousand: number][]): Series => ({
  name,
  points: points.map(([at, cpuPerThousand]) => ({ at, step: { cpuPerThousand, p50: 2.5, p99: 20, memoryMb: 900 } })),
});
const chats = series('chats', [1_000, 0.4], [100_000, 0.44]);
const gateways = series('gateways', [1, 0.2], [8, 0.5]);

test('each point stands beside the first of its series', () => {
  const lines = growthTable([chats, gateways]).trim().split('\n');
  expect(lines.slice(2)).toEqual([
    '| chats | 1,000 | 0.4 | 1.00 × | 2.5 / 20 | 900 |',
    '| chats | 100,000 | 0.44 | 1.10 × | 2.5 / 20 | 900 |',
    '| gateways | 1 | 0.2 | 1.00 × | 2.5 / 20 | 900 |',
    '| gateways | 8 | 0.5 | 2.50 × | 2.5 / 20 | 900 |',
  ]);
});

test('what grew beyond the limit is named', () => {
  expect(grown([chats, gateways], 1.3)).toEqual([{ name: 'gateways', ratio: 2.5 }]);
  expect(grown([chats], 1.3)).toEqual([]);
});

test('a series that ends twice as high is drawn so', () => {
  const drawn = growthPlot([series('a <b>', [1, 1], [10, 2], [100, 9])], 'here & now');
  expect(drawn).toContain('here &amp; now');
  expect(drawn).toContain('a &lt;b>');
  const [, path] = /points="([^"]+)"/.exec(drawn)!;
  const points = path!.split(' ').map((point) => point.split(',').map(Number));
  const [first, second, third] = points.map(([, y]) => y!);
  expect(points.map(([x]) => x)).toEqual([46, 283, 520]);
  const [one, two] = [first! - second!, second! - third!];
  expect(one).toBeCloseTo(two, 0);
});
