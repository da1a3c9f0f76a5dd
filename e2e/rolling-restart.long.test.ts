import { expect, test } from 'vitest';
import { restarted } from './rolling/restart-all.ts';
import { rollingRestart } from './rolling/run.ts';

test('every service restarted in turn while people write: no send fails, nothing is lost, doubled or out of order', async () => {
  const found = await rollingRestart({ pairs: 4, perSecond: 40, quietMs: 500, pauseMs: 0 });
  expect(found).toMatchObject({ failed: 0, lost: 0, doubled: 0, reordered: 0 });
  expect(found.restarts).toHaveLength(2 * restarted.length);
  expect(found.during.length).toBeGreaterThan(100);
});
