import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';

test('a Ctrl-C that comes twice leaves the time to clear away', async () => {
  const work = `async ({ signal }) => {
    const working = setInterval(() => {}, 1_000);
    process.stdout.write('works ');
    await new Promise((resolve) => signal.addEventListener('abort', resolve));
    process.stdout.write('stops ');
    await new Promise((resolve) => setTimeout(resolve, 300));
    clearInterval(working);
    process.stdout.write('cleared ');
    signal.throwIfAborted();
  }`;
  const code = `import { onReadModel } from '${new URL('on-read-model.ts', import.meta.url)}';
    const context = { say() {}, events: async () => ({}), databaseUrl: () => '', readSchema: 'read', log: {} };
    await onReadModel(context, ${work}).catch((error) => process.stdout.write(error.message));`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] });
  let said = '';
  child.stdout.on('data', (data) => {
    said += data;
    if (said === 'works ' || said === 'works stops ') child.kill('SIGINT');
  });
  expect(await once(child, 'exit')).toEqual([0, null]);
  expect(said).toBe('works stops cleared given up: SIGINT');
});
