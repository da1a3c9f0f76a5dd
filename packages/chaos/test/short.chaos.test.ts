import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { render } from '../src/report.ts';
import { runChaos } from '../src/run.ts';

test('two minutes of every fault there is: nothing acknowledged is lost, doubled or reordered, and nobody diverges', async () => {
  const dir = await mkdtemp(join(tmpdir(), 'messenger-chaos-'));
  const report = await runChaos({ seed: 42, minutes: 2, clients: 50, actionsPerSecond: 15, dir, say: () => undefined });
  console.log(render(report));
  expect(report.findings).toEqual([]);
  expect(report.counts.acknowledged).toBeGreaterThan(400);
  await rm(dir, { recursive: true, force: true });
});
