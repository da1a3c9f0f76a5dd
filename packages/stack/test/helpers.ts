import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';

/** A new directory that is removed at the end. */
export async function temporaryDir(): Promise<AsyncDisposable & { path: string }> {
  // A space and a letter beyond ASCII: neither may matter anywhere.
  const path = await mkdtemp(join(tmpdir(), 'messenger stäck '));
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

export interface Held {
  holder: ChildProcess;
  pids: number[];
  databaseUrl: string;
  nats: { url: string; user: string; password: string };
}

/** Starts a stack in a process of its own and waits until it is up. */
export async function holdStack(dataDir: string): Promise<Held> {
  const holder = spawn(process.execPath, [join(import.meta.dirname, 'fixtures/hold-stack.ts'), dataDir], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface({ input: holder.stdout })) {
    return { holder, ...(JSON.parse(line) as Omit<Held, 'holder'>) };
  }
  throw new Error('The stack did not start.');
}

/** Waits for a condition; rejects when it does not come true in time. */
export async function until(condition: () => boolean | Promise<boolean>, withinMs: number): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not true within ${withinMs} ms: ${condition}`);
    await sleep(20);
  }
}
