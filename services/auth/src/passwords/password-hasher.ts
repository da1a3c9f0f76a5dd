import { randomBytes } from 'node:crypto';
import { Piscina } from 'piscina';
import { passwordWork } from '../metrics.ts';
import type { HashTask, Verified, VerifyTask } from './bcrypt-worker.ts';

export type PasswordHasherOptions = {
  /** bcrypt's: each one more doubles the work. */
  cost: number;
  threads: number;
  /** How many may wait for a thread; whoever comes after them is turned away. */
  queue: number;
};

/** A place in the queue for one request; given back when it is disposed. */
export type HashingSlot = Disposable & {
  hash(password: string): Promise<string>;
  /** Takes as long for `undefined` (no such user) as for a stored hash. */
  verify(password: string, hash: string | undefined): Promise<Verified>;
};

export type PasswordHasher = AsyncDisposable & {
  /** Undefined when all are taken: then nothing is worth starting. */
  reserve(): HashingSlot | undefined;
};

/** bcrypt in worker threads, so that the event loop never waits for it. */
export async function startPasswordHasher({ cost, threads, queue }: PasswordHasherOptions): Promise<PasswordHasher> {
  const pool = new Piscina({
    filename: new URL('./bcrypt-worker.ts', import.meta.url).href,
    minThreads: 1,
    maxThreads: threads,
    maxQueue: threads + queue,
    idleTimeout: 30_000,
  });
  const slots = threads + queue;
  const run = <T>(name: string, task: unknown): Promise<T> =>
    pool.run(task, { name, signal: AbortSignal.timeout(30_000) });
  const nobodys = await run<string>('hash', { password: randomBytes(24).toString('base64'), cost } satisfies HashTask);
  let taken = 0;

  return {
    reserve() {
      if (taken >= slots) return undefined;
      taken++;
      passwordWork.inc();
      let held = true;
      return {
        hash: (password) => run('hash', { password, cost } satisfies HashTask),
        async verify(password, hash) {
          const verified = await run<Verified>('verify', {
            password,
            hash: hash ?? nobodys,
            cost,
          } satisfies VerifyTask);
          return hash === undefined ? { matches: false } : verified;
        },
        [Symbol.dispose]() {
          if (!held) return;
          held = false;
          taken--;
          passwordWork.dec();
        },
      };
    },
    [Symbol.asyncDispose]: () => pool.close({ force: true }),
  };
}
