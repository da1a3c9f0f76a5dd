import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { render } from '../src/report.ts';
import { runChaos } from '../src/run.ts';

test('a minute of every fault there is: nothing acknowledged is lost, doubled or reordered, and nobody diverges', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'messenger-chaos-'));
  const report = await runChaos({ seed: 42, minutes: 1, clients: 50, actionsPerSecond: 15, dir, say: () => undefined });
  console.log(render(report));
  expect(report.findings).toEqual([]);
  expect(report.counts.acknowledged).toBeGreaterThan(200);
  await rm(dir, { recursive: true, force: true });
});
