import type { NatsLogin } from '@messenger/stack';
import type { TestProject } from 'vitest/node';
import { wholeSystem } from './system.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The door of the system that many test files share, and its operator's rights. */
    sharedSystem: { url: string; login: NatsLogin };
  }
}

/** Before all tests: starts what `sharedSystem` gives them. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const whole = await wholeSystem();
  project.provide('sharedSystem', { url: whole.url, login: whole.system.stack.natsFor('operator') });
  return async () => whole[Symbol.asyncDispose]();
}
