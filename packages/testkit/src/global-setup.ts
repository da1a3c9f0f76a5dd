import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadSecrets, silent, startPostgres } from '@messenger/stack';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The Postgres that all test files share; its user may create databases. */
    postgresAdminUrl: string;
  }
}

/** One Postgres for the whole run: a test file makes a database in it, which is far cheaper than a server. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const dir = await mkdtemp(join(tmpdir(), 'messenger-int-'));
  const { postgres: password } = loadSecrets(dir, []);
  const server = await startPostgres({
    dir: join(dir, 'postgres'),
    password,
    database: 'tests',
    durable: false,
    log: silent,
  });
  project.provide('postgresAdminUrl', server.url);
  return async () => {
    await server.stop();
    await rm(dir, { recursive: true, force: true });
  };
}
