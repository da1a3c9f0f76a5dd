import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { freePort, repositoryRoot } from '@messenger/stack';
import { expect } from 'vitest';

/** The client as developers run it, without a server behind it. */
export async function devClient(): Promise<AsyncDisposable & { url: string }> {
  const web = join(repositoryRoot, 'web');
  const port = await freePort();
  const args = [
    join(web, 'node_modules/vite/bin/vite.js'),
    '--port',
    String(port),
    '--strictPort',
    '--host',
    '127.0.0.1',
  ];
  const child = spawn(process.execPath, args, { cwd: web, stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await expect
    .poll(
      () =>
        fetch(url).then(
          ({ ok }) => ok,
          () => false,
        ),
      { timeout: 60_000 },
    )
    .toBe(true);
  return {
    url,
    async [Symbol.asyncDispose]() {
      const gone = once(child, 'exit');
      child.kill();
      await gone;
    },
  };
}
