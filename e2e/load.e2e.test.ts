import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const tool = join(import.meta.dirname, '../packages/loadtest/src/main.ts');

test('the load tool, in brief: nothing lost, doubled or out of order', async () => {
  const child = spawn(process.execPath, [tool, '--brief'], { stdio: ['ignore', 'pipe', 'inherit'] });
  let output = '';
  child.stdout.on('data', (chunk) => {
    output += chunk;
  });
  const [code] = await once(child, 'exit');
  expect(output).toMatch(/R47 ours 50\/s: .* 24500 of 24500/);
  expect(output).toMatch(/R47 ours 100\/s: .* 14700 of 14700/);
  expect(output).not.toContain('FLAW');
  expect(code, output).toBe(0);
});
