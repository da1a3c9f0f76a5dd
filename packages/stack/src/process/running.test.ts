import { mkdirSync, mkdtempSync, readFileSync, rmdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { runningFile } from './running.ts';

test('what starts and ends while the list cannot be written is in it, or not, once it can be', () => {
  const dir = mkdtempSync(join(tmpdir(), 'messenger-running-'));
  onTestFinished(() => rmSync(dir, { recursive: true }));
  const mortal = (pid: number) => ({ pid, startedAt: '1', signal: 'SIGTERM' as const });
  const running = runningFile(dir);
  running.add(mortal(1));
  const inTheWay = join(dir, 'running.json.tmp');
  mkdirSync(inTheWay);
  running.remove(1);
  running.add(mortal(2));
  rmdirSync(inTheWay);
  running.add(mortal(3));
  expect(JSON.parse(readFileSync(join(dir, 'running.json'), 'utf8'))).toEqual([mortal(2), mortal(3)]);
});
