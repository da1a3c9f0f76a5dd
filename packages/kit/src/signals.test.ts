import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

/** A process with a channel to its parent, as the bootstrap starts one. */
function started(then: string): { child: ChildProcess; ended: Promise<unknown[]> } {
  const code = `import { untilSignal } from '${new URL('signals.ts', import.meta.url)}'; ${then}`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  return { child, ended: once(child, 'exit') };
}

test('who only wants to be told of a signal ends when its work is done, though its parent is there', async () => {
  const { ended } = started("void untilSignal('SIGTERM'); console.log('done');");
  expect(await ended).toEqual([0, null]);
});

const causes: [string, (child: ChildProcess) => void][] = [
  ['disconnect', (child) => child.disconnect()],
  ['SIGTERM', (child) => child.kill('SIGTERM')],
];
test.each(causes)('who works on is told of %s', async (reason, cause) => {
  const work = 'const working = setInterval(() => {}, 1000);';
  const { child, ended } = started(
    `${work} const told = untilSignal('SIGTERM'); console.log('works'); console.log(await told); clearInterval(working);`,
  );
  let said = '';
  child.stdout!.on('data', (data) => {
    said += data;
    if (said === 'works\n') cause(child);
  });
  expect(await ended).toEqual([0, null]);
  expect(said).toBe(`works\n${reason}\n`);
});
