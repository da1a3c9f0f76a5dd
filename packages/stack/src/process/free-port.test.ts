import { expect, test } from 'vitest';
import { freePort } from './free-port.ts';

test('no two get the same port, though nobody listens on it yet; and there are some however often one is asked for', async () => {
  const ports: number[] = [];
  const draw = async () => ports.push(...(await Promise.all(Array.from({ length: 100 }, freePort))));
  while (ports.length < 2_500) await draw();
  expect(new Set(ports).size).toBe(ports.length);
  while (ports.length < 8_000) await draw();
});
